#include <algorithm>

#include "engine/base/json.h"
#include "resources/apis/dynamodb/decimal.h"
#include "resources/apis/dynamodb/item_values.h"

namespace jada {
namespace {

std::size_t number_size(const std::string& text) {
  const auto decimal = read_decimal(text);
  if (!decimal) return text.size();
  return (decimal->digits.size() + 1) / 2 + 1 + (decimal->is_negative ? 1 : 0);
}

std::size_t bytes_size(const std::string& base64) {
  return base64.size() / 4 * 3 - static_cast<std::size_t>(std::ranges::count(base64, '='));
}

std::size_t value_size(const Json& value);

// None unless the list stands for something else.
std::optional<std::size_t> tagged_size(const Json& list) {
  if (list.empty() || !list[0].is_string()) return std::nullopt;
  const auto& tag = list[0].get_ref<const std::string&>();
  if (!tag.starts_with('$') || tag.starts_with("$$")) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 1; i < list.size(); ++i) {
    const std::string text = list[i].is_string() ? list[i].get<std::string>() : std::string();
    const bool is_number = tag == "$n" || tag == "$ns";
    const bool is_bytes = tag == "$b" || tag == "$bs";
    size += is_number ? number_size(text) : is_bytes ? bytes_size(text) : text.size();
  }
  return size;
}

std::size_t list_size(const Json& list) {
  if (const auto size = tagged_size(list)) return *size;
  std::size_t size = 3;
  for (const Json& element : list) size += 1 + value_size(element);
  return size;
}

std::size_t members_size(const Json& map, std::size_t each) {
  std::size_t size = 0;
  for (const auto& [name, value] : map.items()) size += each + name.size() + value_size(value);
  return size;
}

std::size_t value_size(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().size();
  if (value.is_number()) return number_size(canonical(value));
  if (value.is_object()) return 3 + members_size(value, 1);
  if (value.is_array()) return list_size(value);
  return 1;
}

}  // namespace

std::size_t item_size(std::string_view json) {
  const auto item = parse_json(json);
  return item && item->is_object() ? members_size(*item, 0) : 0;
}

}  // namespace jada
