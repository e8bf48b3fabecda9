// A parsed desired.toml as plain values that remember where they stood.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace jada {

/// A place inside one of the files of a Document: the file by index, line and column from 1.
struct Spot {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

struct Member;
struct Value;

using Array = std::vector<Value>;
using Table = std::vector<Member>;  ///< in file order; keys are distinct (TOML guarantees it)

/// A TOML date or time, kept as its text.
struct DateTime {
  std::string text;
};

struct Value {
  // No `{}`: clang would need a whole Member for it.
  std::variant<std::string, std::int64_t, double, bool, DateTime, Array, Table> held;
  Spot at{};

  const Table* table() const { return std::get_if<Table>(&held); }
  const Array* array() const { return std::get_if<Array>(&held); }
  const std::string* text() const { return std::get_if<std::string>(&held); }
};

struct Member {
  std::string key;
  Spot key_at{};
  Value value{};
};

const Value* find(const Table&, std::string_view key);

/// `a string`, `an integer`, `a table` …: for sentences.
const char* kind_name(const Value&);

}  // namespace jada
