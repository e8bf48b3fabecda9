#include "resources/roster/item_text.h"

#include "engine/base/json_text.h"
#include "engine/kind/compare.h"

namespace jada {
namespace {

// A value with the same text as the declared one is canonical already, and so it is copied.
Result<std::string> owned_value(std::string_view value, std::string_view shape) {
  if (value == shape) return std::string(value);
  const auto here = parse_json(value);
  if (!here) return here.error();
  const auto declared = parse_json(shape);
  if (!declared) return declared.error();
  return canonical(owned_part(*here, *declared));
}

// Nothing is in what does not parse.
Json object_of(const std::string& text) {
  auto json = parse_json(text);
  return json ? std::move(*json) : Json::object();
}

bool lacks(const Json& kept, const Json& wanted) {
  if (!kept.is_object() || !wanted.is_object()) return false;
  for (const auto& [name, inner] : wanted.items()) {
    const auto here = kept.find(name);
    if (here == kept.end() || lacks(*here, inner)) return true;
  }
  return false;
}

}  // namespace

Result<Json> read_item(std::string_view text) {
  if (const auto sound = members(text); !sound) return sound.error();
  return parse_json(text);
}

Result<std::string> owned_text(std::string_view item, std::string_view shape) {
  const auto here = members(item);
  if (!here) return here.error();
  const auto declared = members(shape);
  if (!declared) return declared.error();
  std::string text = "{";
  for (const MemberText& member : *declared) {
    const auto value = value_of(*here, member.name);
    if (!value) continue;
    auto owned = owned_value(*value, member.value);
    if (!owned) return owned.error();
    if (text.size() > 1) text += ',';
    text.append(member.quoted).append(":").append(*owned);
  }
  return text + "}";
}

bool speaks_of(const std::string& kept, const std::string& shape) { return !lacks(object_of(kept), object_of(shape)); }

bool has_key(std::string_view item, const std::string& attribute, const std::string& key) {
  const auto text = member_text(item, {&attribute, 1});
  if (!text || !*text) return false;  // an item that cannot be read is judged elsewhere
  const auto value = parse_json(**text);
  return value && *value == key;
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
