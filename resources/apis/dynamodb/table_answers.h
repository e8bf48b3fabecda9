// What DynamoDB answers about one table, taken apart.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "resources/apis/dynamodb/item_values.h"

namespace jada {

/// Of DescribeTable.
struct TableFacts {
  std::string status{};                 ///< `ACTIVE`
  std::string hash_key{};               ///< name of the partition key
  std::string hash_type{};              ///< `S`, `N`, `B`
  std::string range_key{};              ///< empty: none
  std::vector<std::string> replicas{};  ///< of a global table: the regions AWS keeps copies in; empty: it is none
};
/// Code::unavailable, here and below: this is no such answer.
Result<TableFacts> table_facts(std::string_view body);

using TakeItem = std::function<void(PlainItem)>;

/// One page of a Scan; returns where the next begins, empty: there is none.
Result<std::string> scan_page(std::string_view body, std::string_view key_attribute, const TakeItem&);

/// Of BatchGetItem: the items that came; returns the keys that were not looked up.
Result<std::vector<std::string>> read_items(std::string_view body, std::string_view key_attribute, const TakeItem&);

/// Of BatchWriteItem: the keys of the puts that were not carried out.
Result<std::vector<std::string>> unprocessed_puts(std::string_view body, std::string_view key_attribute);

}  // namespace jada
