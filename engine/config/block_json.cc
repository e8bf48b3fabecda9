#include "engine/config/block_json.h"

namespace jada {
namespace {

// JSON has no dates: one becomes an object with this single key, which TOML cannot have as a bare word.
constexpr const char* kDateTime = "$date-time";

Json to_json(const Value& value);

Json to_json(const Table& table) {
  Json object = Json::object();
  for (const Member& member : table) object[member.key] = to_json(member.value);
  return object;
}

Json to_json(const Value& value) {
  if (const auto* table = value.table()) return to_json(*table);
  if (const auto* array = value.array()) {
    Json list = Json::array();
    for (const Value& element : *array) list.push_back(to_json(element));
    return list;
  }
  if (const auto* date = std::get_if<DateTime>(&value.held)) return Json{{kDateTime, date->text}};
  if (const auto* text = value.text()) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value.held)) return *number;
  if (const auto* number = std::get_if<double>(&value.held)) return *number;
  return std::get<bool>(value.held);
}

Value from_json(const Json& json, std::uint32_t file) {
  Value value;
  value.at.file = file;
  if (json.is_object() && json.size() == 1 && json.contains(kDateTime)) {
    value.held = DateTime{json.at(kDateTime).get<std::string>()};
  } else if (json.is_object()) {
    Table table;
    for (const auto& [key, member] : json.items()) table.push_back({key, {.file = file}, from_json(member, file)});
    value.held = std::move(table);
  } else if (json.is_array()) {
    Array array;
    for (const Json& element : json) array.push_back(from_json(element, file));
    value.held = std::move(array);
  } else if (json.is_boolean()) {
    value.held = json.get<bool>();
  } else if (json.is_number_integer()) {
    value.held = json.get<std::int64_t>();
  } else if (json.is_number()) {
    value.held = json.get<double>();
  } else if (json.is_string()) {
    value.held = json.get<std::string>();
  }
  return value;
}

}  // namespace

std::string block_json(const Table& table) {
  Json object = Json::object();
  for (const Member& member : table) {
    if (member.key != "entries" && member.key != "source") object[member.key] = to_json(member.value);
  }
  return canonical(object);
}

Result<Table> block_from_json(std::string_view text, std::uint32_t file) {
  const auto json = parse_json(text);
  if (!json) return json.error();
  if (!json->is_object()) return Error{Code::invalid, "a kept block is no JSON object"};
  return std::get<Table>(from_json(*json, file).held);
}

}  // namespace jada
