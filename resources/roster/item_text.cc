#include "resources/roster/item_text.h"

#include "engine/base/json_text.h"
#include "engine/kind/compare.h"

namespace jada {

Result<Json> read_item(std::string_view text) {
  if (const auto sound = member_text(text, {}); !sound) return sound.error();
  return parse_json(text);
}

std::string owned_text(const Json& item, const std::string& shape) {
  const auto wanted = parse_json(shape);
  return canonical(owned_part(item, wanted ? *wanted : Json::object()));
}

bool has_key(const Json& item, const std::string& attribute, const std::string& key) {
  const auto found = item.find(attribute);
  return found != item.end() && *found == key;
}

std::string with_key(const std::string& body, const std::string& attribute, const std::string& key) {
  auto item = parse_json(body);
  if (!item) return body;
  (*item)[attribute] = key;
  return canonical(*item);
}

std::string without_key(const std::string& body, const std::string& attribute) {
  // Hardly any body has it: it is not worth parsing them all.
  if (body.find(canonical(Json(attribute)) + ":") == std::string::npos) return body;
  auto item = parse_json(body);
  if (!item) return body;
  item->erase(attribute);
  return canonical(*item);
}

}  // namespace jada
