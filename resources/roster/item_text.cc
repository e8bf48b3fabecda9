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

}  // namespace jada
