#include "engine/config/value.h"

#include <algorithm>
#include <array>

namespace jada {

const Value* find(const Table& table, std::string_view key) {
  const auto member = std::find_if(table.begin(), table.end(), [&](const Member& m) { return m.key == key; });
  return member == table.end() ? nullptr : &member->value;
}

const char* kind_name(const Value& value) {
  static constexpr std::array kNames = {"a string",         "an integer", "a float", "a boolean",
                                        "a date or a time", "an array",   "a table"};
  static_assert(kNames.size() == std::variant_size_v<decltype(Value::held)>);
  return kNames[value.held.index()];
}

}  // namespace jada
