#include "resources/roster/item_writes.h"

#include <iterator>
#include <utility>
#include <vector>

#include "engine/base/json_text.h"

namespace jada {
namespace {

using Fields = std::vector<FieldWrite>;
using Path = std::vector<std::string>;

Path within_path(const Path& path, const std::string& name) {
  Path inner = path;
  inner.push_back(name);
  return inner;
}

bool is_map(std::string_view value) { return value.starts_with('{') && value != "{}"; }

void append(Fields& fields, Fields more) {
  fields.insert(fields.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// What sets `seen` to `wanted`, both canonical. Where both are maps only their members are written: others may keep
// their own beside.
Result<Fields> differences(std::string_view seen, std::string_view wanted, const Path& path) {
  const auto here = members(seen);
  if (!here) return here.error();
  const auto declared = members(wanted);
  if (!declared) return declared.error();
  Fields fields;
  for (const MemberText& member : *declared) {
    const auto before = value_of(*here, member.name);
    if (before == member.value) continue;
    Path inner = within_path(path, member.name);
    if (before && before->starts_with('{') && is_map(member.value)) {
      auto deeper = differences(*before, member.value, inner);
      if (!deeper) return deeper;
      append(fields, std::move(*deeper));
    } else {
      fields.push_back(
          {std::move(inner), before ? std::optional<std::string>(*before) : std::nullopt, std::string(member.value)});
    }
  }
  return fields;
}

// Conditions under which everything in `seen` is still there.
Result<Fields> unchanged(std::string_view seen, const Path& path) {
  const auto here = members(seen);
  if (!here) return here.error();
  Fields fields;
  for (const MemberText& member : *here) {
    Path inner = within_path(path, member.name);
    if (is_map(member.value)) {
      auto deeper = unchanged(member.value, inner);
      if (!deeper) return deeper;
      append(fields, std::move(*deeper));
    } else {
      fields.push_back({std::move(inner), std::string(member.value), {}});
    }
  }
  return fields;
}

std::string whole_item(const std::string& key_attribute, const std::string& key, const std::string& wanted) {
  std::string body = "{" + canonical(Json(key_attribute)) + ":" + canonical(Json(key));
  if (wanted != "{}") body += ",";
  return body + (wanted == "{}" ? "}" : wanted.substr(1));
}

}  // namespace

Result<ItemWrite> write_of(const Change& change, const std::string& key_attribute) {
  const Error lacking{Code::internal, "the change does not say enough to be carried out"};
  const std::string& key = change.address.item;
  if (change.action == Action::create) {
    if (!change.wanted) return lacking;
    return ItemWrite{
        .kind = ItemWrite::Kind::create, .key = key, .body = whole_item(key_attribute, key, *change.wanted)};
  }
  const bool removes = change.action == Action::remove;
  if (!change.seen || !(removes || (change.action == Action::update && change.wanted))) return lacking;
  auto fields = removes ? unchanged(*change.seen, {}) : differences(*change.seen, *change.wanted, {});
  if (!fields) return lacking;
  const auto kind = removes ? ItemWrite::Kind::remove : ItemWrite::Kind::update;
  return ItemWrite{.kind = kind, .key = key, .fields = std::move(*fields)};
}

}  // namespace jada
