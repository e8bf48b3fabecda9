#include "resources/roster/item_writes.h"

#include <iterator>
#include <utility>
#include <vector>

namespace jada {
namespace {

using Fields = std::vector<FieldWrite>;
using Path = std::vector<std::string>;

Path within_path(const Path& path, const std::string& name) {
  Path inner = path;
  inner.push_back(name);
  return inner;
}

bool has_members(const Json& value) { return value.is_object() && !value.empty(); }

void append(Fields& fields, Fields more) {
  fields.insert(fields.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// What sets `seen` to `wanted`. Where both are maps only their members are written: others may keep their own beside.
Fields differences(const Json& seen, const Json& wanted, const Path& path) {
  Fields fields;
  for (const auto& [name, value] : wanted.items()) {
    Path inner = within_path(path, name);
    const auto here = seen.find(name);
    if (here == seen.end()) {
      fields.push_back({std::move(inner), std::nullopt, canonical(value)});
    } else if (here->is_object() && has_members(value)) {
      append(fields, differences(*here, value, inner));
    } else if (canonical(*here) != canonical(value)) {
      fields.push_back({std::move(inner), canonical(*here), canonical(value)});
    }
  }
  return fields;
}

// Conditions under which everything in `seen` is still there.
Fields unchanged(const Json& seen, const Path& path) {
  Fields fields;
  for (const auto& [name, value] : seen.items()) {
    Path inner = within_path(path, name);
    if (has_members(value)) {
      append(fields, unchanged(value, inner));
    } else {
      fields.push_back({std::move(inner), canonical(value), {}});
    }
  }
  return fields;
}

std::string whole_item(const std::string& key_attribute, const std::string& key, const std::string& wanted) {
  std::string body = "{" + canonical(Json(key_attribute)) + ":" + canonical(Json(key));
  if (wanted != "{}") body += ",";
  return body + (wanted == "{}" ? "}" : wanted.substr(1));
}

Json parsed(const std::optional<std::string>& text) {
  auto value = parse_json(text.value_or(""));
  return value && value->is_object() ? std::move(*value) : Json();
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
  const Json seen = parsed(change.seen);
  const Json wanted = parsed(change.wanted);
  if (seen.is_null()) return lacking;
  if (change.action == Action::remove) {
    return ItemWrite{.kind = ItemWrite::Kind::remove, .key = key, .fields = unchanged(seen, {})};
  }
  if (change.action != Action::update || wanted.is_null()) return lacking;
  return ItemWrite{.kind = ItemWrite::Kind::update, .key = key, .fields = differences(seen, wanted, {})};
}

}  // namespace jada
