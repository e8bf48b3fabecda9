// Every item of a table, read by segments side by side and put into one order.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "resources/apis/dynamodb/dynamo_region.h"

namespace jada {

/// The result of one scan; the texts live as long as it does.
class DynamoScan {
 public:
  static Result<DynamoScan> run(DynamoRegion&, const std::string& table, const std::string& key_attribute);

  /// Ascending by the bytes of the key.
  void visit(const std::function<void(std::string_view key, std::string_view item)>&) const;
  bool is_empty() const { return items_.empty(); }

 private:
  struct Item {
    std::string_view key;
    std::string_view json;
  };
  void take(const std::vector<PlainItem>& page);

  std::deque<std::string> texts_{};  // a page each
  std::vector<Item> items_{};
};

}  // namespace jada
