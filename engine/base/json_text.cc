#include "engine/base/json_text.h"

#include <fmt/format.h>

#include <cassert>

#include "engine/base/json.h"
#include "engine/base/json_string.h"
#include "engine/base/json_walk.h"

namespace jada {
namespace {

using json_walk::Gap;
using json_walk::Place;
using json_walk::Range;
using json_walk::Walk;

constexpr std::string_view kBlanks = " \t\r\n";

std::string json_string(std::string_view text) { return canonical(Json(text)); }

Error refusal(const JsonFault& fault, const std::string& twice) {
  switch (fault.flaw) {
    case JsonFlaw::malformed:
    case JsonFlaw::cut_short:
    case JsonFlaw::trailing: return {Code::invalid, fmt::format("not JSON: byte {}", fault.at + 1)};
    case JsonFlaw::no_object: return {Code::invalid, "the text is not a JSON object"};
    case JsonFlaw::twice:
      return {Code::invalid, fmt::format("the JSON holds {} twice in one object", json_string(twice))};
    case JsonFlaw::too_deep: return {Code::invalid, "the JSON is nested too deep"};
  }
  return {Code::internal, "a fault without a name"};
}

// The value may be a secret: it goes into a text that has room for all of it, so that no other copy is left behind.
std::string spliced(std::string_view json, Range range, std::string_view before, std::string_view value,
                    std::string_view after) {
  std::string text;
  text.reserve(json.size() + before.size() + value.size() + after.size());
  text.append(json.substr(0, range.begin)).append(before).append(value).append(after);
  return text.append(json.substr(range.end));
}

// `"b":{"c":` for the names b and c.
std::string opening(std::span<const std::string> names, std::string_view colon) {
  std::string text = json_quoted(names.front());
  text += colon;
  for (const std::string& name : names.subspan(1)) text += "{" + json_quoted(name) + ":";
  return text;
}

}  // namespace

std::optional<JsonFault> json_fault(std::string_view json) { return Walk(json, {}).run(); }

Result<std::optional<std::string_view>> member_text(std::string_view json, std::span<const std::string> path) {
  Walk walk(json, path);
  if (const auto fault = walk.run()) return refusal(*fault, walk.twice());
  if (!walk.found()) return std::optional<std::string_view>{};
  return std::optional(json.substr(walk.found()->begin, walk.found()->end - walk.found()->begin));
}

Result<std::string> with_member(std::string_view json, std::span<const std::string> path, std::string_view value) {
  Walk walk(json, path);
  if (const auto fault = walk.run()) return refusal(*fault, walk.twice());
  if (walk.found()) return spliced(json, *walk.found(), "", value, "");
  const auto names = path.subspan(walk.reached());
  if (walk.obstructed()) {
    return Error{Code::conflict, fmt::format("{} is no object to set {} in", json_string(path[walk.reached() - 1]),
                                             json_string(names.front()))};
  }
  const Gap& gap = walk.gap();
  const Range here{gap.at, gap.at};
  const std::string closing(names.size() - 1, '}');
  if (gap.empty) return spliced(json, here, opening(names, ":"), value, closing);
  const std::string_view colon = json.substr(gap.colon.begin, gap.colon.end - gap.colon.begin);
  std::string_view lead = json.substr(gap.lead.begin, gap.lead.end - gap.lead.begin);
  // A lone member shows no comma; `{"a": 1}` goes on as `{"a": 1, "b": 2}`.
  if (lead.empty() && colon.ends_with(' ')) lead = " ";
  return spliced(json, here, "," + std::string(lead) + opening(names, colon), value, closing);
}

Result<std::string> without_member(std::string_view json, std::span<const std::string> path) {
  assert(!path.empty());
  Walk walk(json, path);
  if (const auto fault = walk.run()) return refusal(*fault, walk.twice());
  if (!walk.found()) return std::string(json);
  const Place& place = walk.place();
  const std::size_t end = walk.found()->end;
  if (!place.is_first) return spliced(json, {place.before, end}, "", "", "");
  const std::size_t comma = json.find_first_not_of(kBlanks, end);
  if (json[comma] != ',') return spliced(json, {place.before, end}, "", "", "");
  const std::size_t next = json.find_first_not_of(kBlanks, comma + 1);
  return spliced(json, {place.key, next}, "", "", "");
}

Result<std::vector<MemberText>> members(std::string_view json) {
  Walk walk(json, {});
  if (const auto fault = walk.run()) return refusal(*fault, walk.twice());
  auto found = walk.take_members();
  if (!std::ranges::is_sorted(found, {}, &MemberText::name)) std::ranges::sort(found, {}, &MemberText::name);
  return found;
}

std::optional<std::string_view> value_of(std::span<const MemberText> members, std::string_view name) {
  const auto found = std::ranges::lower_bound(members, name, {}, &MemberText::name);
  return found != members.end() && found->name == name ? std::optional(found->value) : std::nullopt;
}

}  // namespace jada
