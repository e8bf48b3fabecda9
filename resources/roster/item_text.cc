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

}  // namespace jada
