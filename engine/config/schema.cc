#include "engine/config/schema.h"

#include <fmt/format.h>

#include <map>
#include <string_view>

namespace jada {
namespace {

constexpr const char* kName = "^[A-Za-z0-9_-]+$";
constexpr const char* kDuration = "^(?=[0-9])([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$";
constexpr const char* kPercent = "^(100(\\.0+)?|[0-9]{1,2}(\\.[0-9]+)?)%$";

Json closed_object() { return {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}}; }

Json text(const char* pattern) { return {{"type", "string"}, {"pattern", pattern}}; }

Json list_of(Json element) { return {{"type", "array"}, {"items", std::move(element)}}; }

Json address_of(const std::vector<std::string>& kinds) {
  const std::string kind = kinds.empty() ? "[A-Za-z0-9_-]+" : fmt::format("({})", fmt::join(kinds, "|"));
  return text(fmt::format("^{}\\.[A-Za-z0-9_-]+$", kind).c_str());
}

Json reference(const char* name, Json value) {
  Json object = closed_object();
  object["properties"][name] = std::move(value);
  object["required"] = {name};
  return object;
}

Json secret() {
  const Json path{{"type", "string"}, {"minLength", 1}};
  return {{"oneOf", {reference("env", text("^[A-Za-z_][A-Za-z0-9_]*$")), reference("file", path)}}};
}

Json limit() { return {{"anyOf", {Json{{"type", "integer"}, {"minimum", 0}}, text(kPercent)}}}; }

// Items are the only tables with free keys: their attributes are the user's.
Json items() {
  return {{"type", "object"}, {"propertyNames", {{"minLength", 1}}}, {"additionalProperties", {{"type", "object"}}}};
}

using Shape = Json (*)(const KeyDoc&);

const std::map<std::string_view, Shape>& shapes() {
  static const std::map<std::string_view, Shape> kShapes{
      {"string",
       [](const KeyDoc&) {
         return Json{{"type", "string"}};
       }},
      {"strings",
       [](const KeyDoc&) {
         return list_of({{"type", "string"}});
       }},
      {"integer",
       [](const KeyDoc&) {
         return Json{{"type", "integer"}};
       }},
      {"boolean",
       [](const KeyDoc&) {
         return Json{{"type", "boolean"}};
       }},
      {"duration", [](const KeyDoc&) { return text(kDuration); }},
      {"time",
       [](const KeyDoc&) {
         return Json{{"type", "string"}, {"format", "date-time"}};
       }},
      {"percent", [](const KeyDoc&) { return limit(); }},
      {"path",
       [](const KeyDoc&) {
         return Json{{"type", "string"}, {"minLength", 1}};
       }},
      {"address", [](const KeyDoc& key) { return address_of(key.choices); }},
      {"addresses", [](const KeyDoc& key) { return list_of(address_of(key.choices)); }},
      {"secret", [](const KeyDoc&) { return secret(); }},
      {"choice",
       [](const KeyDoc& key) {
         return Json{{"type", "string"}, {"enum", key.choices}};
       }},
      {"table", [](const KeyDoc&) { return closed_object(); }},
      {"items", [](const KeyDoc&) { return items(); }},
  };
  return kShapes;
}

Json property(const KeyDoc& key) {
  const auto shape = shapes().find(key.type);
  Json schema = shape == shapes().end() ? Json::object() : shape->second(key);
  if (key.type == "addresses") schema["uniqueItems"] = true;
  if (key.required && (key.type == "string")) schema["minLength"] = 1;
  if (!key.doc.empty()) schema["description"] = key.doc;
  if (!key.fallback) return schema;
  // Every fallback is a TOML string, number or boolean, which JSON writes alike.
  if (auto fallback = parse_json(*key.fallback)) schema["default"] = std::move(*fallback);
  return schema;
}

// Adds `retry.attempts` to the table `retry` of `object`.
void add(Json& object, const KeyDoc& key, std::string_view name) {
  if (const auto dot = name.find('.'); dot != std::string_view::npos && name.substr(dot) != ".*") {
    const std::string_view first = name.substr(0, dot);
    // Tables of free names say what each of them has.
    Json& nested = first == "*" ? object["additionalProperties"] : object["properties"][std::string(first)];
    if (!nested.is_object()) nested = closed_object();
    return add(nested, key, name.substr(dot + 1));
  }
  const std::string last(name.substr(0, name.find('.')));
  object["properties"][last] = property(key);
  if (key.required) object["required"].push_back(last);
}

Json keys_schema(const std::vector<KeyDoc>& keys) {
  Json object = closed_object();
  for (const KeyDoc& key : keys) add(object, key, key.name);
  return object;
}

Json table_schema(const DescribedTable& table) {
  if (table.first == "controller" || table.first == "guard") return keys_schema(table.second);
  return {
      {"type", "object"}, {"patternProperties", {{kName, keys_schema(table.second)}}}, {"additionalProperties", false}};
}

}  // namespace

Json toml_schema(const std::vector<DescribedTable>& tables) {
  Json schema = closed_object();
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "desired.toml of jada-reconcile";
  schema["required"] = {"version"};
  Json& top = schema["properties"];
  top["version"] = {{"const", 1}, {"description", "of this format"}};
  top["include"] = list_of({{"type", "string"}});
  top["include"]["description"] = "further files, as glob patterns";
  for (const DescribedTable& table : tables) top[table.first] = table_schema(table);
  return schema;
}

}  // namespace jada
