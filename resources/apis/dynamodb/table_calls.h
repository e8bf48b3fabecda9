// What is asked of DynamoDB about one table: operations and the bodies of their requests.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/ports/items.h"

namespace jada {

struct TableCall {
  std::string operation{};
  std::string body{};
};

/// Pure. Attribute names are given as aliases always: hundreds of plain words are reserved.
class TableCalls {
 public:
  /// `tells_consumption`: answers say how much capacity they took.
  TableCalls(const std::string& table, const std::string& key_attribute, bool tells_consumption);

  TableCall describe() const;
  /// Read consistently. `start_key`: where the page before ended, as it said; empty: from the front.
  TableCall scan(std::size_t segment, std::size_t segments, std::string_view start_key) const;
  /// At most kMostRead keys, each once, read consistently; `keys_only`: which of them are there.
  TableCall read(std::span<const std::string> keys, bool keys_only) const;

  /// At most kMostPut whole items, without any condition: whatever has one of their keys is replaced.
  Result<TableCall> put_all(std::span<const ItemWrite* const> creates) const;

  /// A write with the write's conditions. One of many fields takes several calls, each conditional for itself; they
  /// follow each other. Code::invalid: DynamoDB has no way to keep a value or to state the conditions.
  Result<TableCall> write(const ItemWrite&, std::size_t part) const;
  static std::size_t parts(const ItemWrite&);

  static constexpr std::size_t kMostRead = 100;
  static constexpr std::size_t kMostPut = 25;

 private:
  std::string opening() const;
  std::string key_of(const std::string& key) const;

  Result<TableCall> create_by_put(const ItemWrite&) const;
  Result<TableCall> create_by_update(const ItemWrite&) const;
  Result<TableCall> update(const ItemWrite&, std::size_t part) const;
  Result<TableCall> remove(const ItemWrite&) const;

  std::string table_;          // quoted
  std::string key_attribute_;  // plain
  std::string quoted_key_;
  std::string consumption_;  // what asks for it, or nothing
};

}  // namespace jada
