#include "engine/kind/compare.h"

#include <algorithm>

#include "engine/base/json_text.h"

namespace jada {
namespace {

// A side that is not there: of a map's member, of an item, of what was last applied.
using Maybe = const Json*;

struct Sides {
  Maybe seen;
  Maybe wanted;
  Maybe applied;
  bool ever_applied;  // the item is ours, even if this field never was
};

bool same(Maybe a, Maybe b) {
  if (a == nullptr || b == nullptr) return a == b;
  return *a == *b || canonical(*a) == canonical(*b);
}

Maybe member(Maybe object, const std::string& key) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto found = object->find(key);
  return found == object->end() ? nullptr : &*found;
}

Cause cause_of(const Sides& sides) {
  if (!sides.ever_applied || sides.applied == nullptr) return Cause::edit;
  if (same(sides.wanted, sides.applied)) return Cause::drift;
  return same(sides.seen, sides.applied) ? Cause::edit : Cause::both;
}

// As TOML would write it where a plain name could be taken for a path.
std::string segment(const std::string& key) {
  const bool plain = !key.empty() && key.find_first_of(".[]\"") == std::string::npos;
  return plain ? key : canonical(Json(key));
}

class Walk {
 public:
  explicit Walk(std::optional<Cause> given) : given_(given) {}

  void compare(const Sides& sides, const std::string& path) {
    // The declared side says which members are compared; when nothing is declared, what is seen goes as a whole.
    const Maybe shape = sides.wanted != nullptr ? sides.wanted : sides.seen;
    const bool descend = shape != nullptr && shape->is_object() && !shape->empty() &&
                         (sides.seen == nullptr || sides.wanted == nullptr || sides.seen->is_object());
    if (descend) {
      for (const auto& [key, ignored] : shape->items()) {
        const Sides inner{member(sides.seen, key), member(sides.wanted, key), member(sides.applied, key),
                          sides.ever_applied};
        compare(inner, (path.empty() ? "" : path + ".") + segment(key));
      }
      return;
    }
    const bool both_arrays =
        sides.seen != nullptr && sides.wanted != nullptr && sides.seen->is_array() && sides.wanted->is_array();
    if (both_arrays && sides.seen->size() == sides.wanted->size()) return compare_elements(sides, path);
    if (!same(sides.seen, sides.wanted)) add(sides, path);
  }

  std::vector<Edit> take() {
    std::sort(found_.begin(), found_.end(), [](const Edit& a, const Edit& b) { return a.path < b.path; });
    return std::move(found_);
  }

 private:
  void compare_elements(const Sides& sides, const std::string& path) {
    const bool applied_fits =
        sides.applied != nullptr && sides.applied->is_array() && sides.applied->size() == sides.wanted->size();
    for (std::size_t i = 0; i < sides.wanted->size(); ++i) {
      if (same(&(*sides.seen)[i], &(*sides.wanted)[i])) continue;
      const Sides inner{&(*sides.seen)[i], &(*sides.wanted)[i], applied_fits ? &(*sides.applied)[i] : sides.applied,
                        sides.ever_applied};
      add(inner, path + "[" + std::to_string(i) + "]");
    }
  }

  void add(const Sides& sides, const std::string& path) {
    Edit edit{
        .path = path, .before = sides.seen ? *sides.seen : Json(), .after = sides.wanted ? *sides.wanted : Json()};
    if (sides.seen == nullptr) edit.op = Edit::Op::add;
    if (sides.wanted == nullptr) edit.op = Edit::Op::remove;
    edit.cause = given_ ? *given_ : cause_of(sides);
    found_.push_back(std::move(edit));
  }

  std::optional<Cause> given_;
  std::vector<Edit> found_;
};

// The texts in a Change were written by canonical(); one that is not JSON is a bug, shown as a plain string.
Json parsed(std::string_view text) {
  auto value = parse_json(text);
  return value ? std::move(*value) : Json(std::string(text));
}

template <class Text>
std::optional<Json> parsed(const std::optional<Text>& text) {
  return text ? std::optional(parsed(std::string_view(*text))) : std::nullopt;
}

Maybe side(const std::optional<Json>& value) { return value ? &*value : nullptr; }

Cause cause_of_absent(const Change& change) {
  // Something we made is gone: drift, unless the file moved as well.
  if (!change.applied) return Cause::edit;
  return change.applied == change.wanted ? Cause::drift : Cause::both;
}

// The cause all fields share, known without looking at them.
std::optional<Cause> shared_cause(const Change& change) {
  const bool by_kind =
      change.cause && *change.cause != Cause::edit && *change.cause != Cause::drift && *change.cause != Cause::both;
  if (by_kind) return change.cause;
  if (!change.seen) return cause_of_absent(change);
  if (!change.wanted) return Cause::edit;  // no longer declared
  if (change.applied && change.applied == change.wanted) return Cause::drift;
  if (!change.applied || change.applied == change.seen) return Cause::edit;
  return std::nullopt;
}

// Member by member, where there are members on both sides: canonical texts of equal values are equal, so that only
// those with different texts have to be parsed.
std::optional<std::vector<Edit>> edits_of_members(const Change& change, std::optional<Cause> shared) {
  if (!change.seen || !change.wanted) return std::nullopt;
  const auto seen = members(*change.seen);
  const auto wanted = members(*change.wanted);
  const auto applied = members(shared || !change.applied ? std::string_view("{}") : std::string_view(*change.applied));
  if (!seen || !wanted || !applied || wanted->empty()) return std::nullopt;
  Walk walk(shared);
  for (const MemberText& member : *wanted) {
    const auto here = value_of(*seen, member.name);
    if (here == member.value) continue;
    const auto before = parsed(here);
    const auto after = parsed(member.value);
    const auto last = parsed(value_of(*applied, member.name));
    walk.compare({side(before), &after, side(last), change.applied.has_value()}, segment(member.name));
  }
  return walk.take();
}

// `["$ss","a","b"]`: the only lists without an order.
bool is_set(const Json& value) {
  if (!value.is_array() || value.empty() || !value[0].is_string()) return false;
  const auto& tag = value[0].get_ref<const std::string&>();
  return tag == "$ss" || tag == "$ns" || tag == "$bs";
}

bool is_same_set(const Json& a, const Json& b) {
  if (!is_set(a) || !is_set(b) || a.size() != b.size()) return false;
  auto left = a.get<std::vector<Json>>();
  auto right = b.get<std::vector<Json>>();
  std::sort(left.begin() + 1, left.end());
  std::sort(right.begin() + 1, right.end());
  return left == right;
}

// A list is owned whole; the sets in it have wanted's order all the same.
Json in_order_of(Json value, const Json& wanted) {
  if (is_same_set(value, wanted)) return wanted;
  if (value.is_array() && wanted.is_array() && value.size() == wanted.size()) {
    for (std::size_t i = 0; i < value.size(); ++i) value[i] = in_order_of(std::move(value[i]), wanted[i]);
  } else if (value.is_object() && wanted.is_object()) {
    for (auto& [key, inner] : value.items()) {
      if (const auto found = wanted.find(key); found != wanted.end()) inner = in_order_of(std::move(inner), *found);
    }
  }
  return value;
}

}  // namespace

std::string_view word(Edit::Op op) {
  switch (op) {
    case Edit::Op::add: return "add";
    case Edit::Op::change: return "change";
    case Edit::Op::remove: return "remove";
  }
  return "";
}

std::vector<Edit> edits(const Change& change) {
  const auto shared = shared_cause(change);
  if (auto found = edits_of_members(change, shared)) return std::move(*found);
  const auto seen = parsed(change.seen);
  const auto wanted = parsed(change.wanted);
  const auto applied = parsed(change.applied);
  Walk walk(shared);
  walk.compare({side(seen), side(wanted), side(applied), applied.has_value()}, "");
  return walk.take();
}

std::vector<Edit> fields_of(const Change& change) { return change.edits.empty() ? edits(change) : change.edits; }

Cause cause_of(const Change& change) {
  if (change.cause) return *change.cause;
  if (const auto shared = shared_cause(change)) return *shared;
  const auto fields = fields_of(change);
  if (fields.empty()) return Cause::edit;
  const Cause first = fields.front().cause;
  const bool alike = std::all_of(fields.begin(), fields.end(), [&](const Edit& edit) { return edit.cause == first; });
  return alike ? first : Cause::both;
}

Json owned_part(const Json& item, const Json& wanted) {
  if (!item.is_object() || !wanted.is_object()) return in_order_of(item, wanted);
  Json part = Json::object();
  for (const auto& [key, inner] : wanted.items()) {
    const auto found = item.find(key);
    if (found != item.end()) part[key] = owned_part(*found, inner);
  }
  return part;
}

}  // namespace jada
