#include "engine/config/items.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "engine/base/text.h"
#include "engine/config/attributes.h"
#include "engine/config/seen_values.h"

namespace jada {
namespace {

constexpr std::size_t kLongestKey = 2048;

bool stands_before(Spot a, Spot b) { return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column); }

// An attribute that some rule is about.
struct Ruled {
  std::string attribute;
  std::string name;  // as it stands in a body
  bool is_key = false;
  bool is_required = false;
  std::optional<SeenValues> seen{};  // of a unique one
  std::optional<ValueSpan> value{};  // of the row at hand
};

bool is_something(const std::optional<ValueSpan>& value, std::string_view body) {
  return value && value->of(body) != "\"\"";
}

// One pass over all rows in the order of their keys. What stays is copied from the first row on that does not stay as
// it is; usually none is.
class Checks {
 public:
  Checks(const Address& block, ItemRows rows, const ItemRules& rules)
      : block_(to_string(block)), texts_(std::move(rows.rows)), faults_(std::move(rows.faults)) {
    if (!texts_.ascends()) texts_ = texts_.picked(texts_.ascending());
    if (!rules.key_attribute.empty()) rule(rules.key_attribute).is_key = true;
    for (const std::string& attribute : rules.required) rule(attribute).is_required = true;
    for (const std::string& attribute : rules.unique) rule(attribute).seen.emplace(texts_.size());
  }

  ItemRows run() {
    for (std::uint32_t row = 0; row < texts_.size(); ++row) check(row);
    std::stable_sort(faults_.begin(), faults_.end(),
                     [](const ItemFault& a, const ItemFault& b) { return stands_before(a.at, b.at); });
    return {std::move(kept_ ? *kept_ : texts_), std::move(faults_)};
  }

 private:
  using Item = ItemTexts::Item;

  Ruled& rule(const std::string& attribute) {
    const auto known =
        std::find_if(rules_.begin(), rules_.end(), [&](const Ruled& r) { return r.attribute == attribute; });
    if (known != rules_.end()) return *known;
    return rules_.emplace_back(Ruled{.attribute = attribute, .name = json_text(attribute)});
  }

  std::string address(std::string_view key) const { return fmt::format("{}/{}", block_, printable(key)); }

  void check(std::uint32_t row) {
    const Item item = texts_[row];
    if (misnamed(item) || repeated(item)) return copy_before(row);
    find_values(item.body);
    std::optional<std::string> cut;
    for (Ruled& ruled : rules_) {
      if (ruled.is_key && ruled.value) {
        cut = without_key(ruled, item);
        ruled.value.reset();
      }
      if (ruled.is_required && !is_something(ruled.value, item.body)) lacks(ruled, item);
      if (ruled.seen && is_something(ruled.value, item.body)) compare(ruled, item, row);
    }
    if (cut) copy_before(row);
    if (kept_) kept_->add({item.key, cut ? *cut : item.body, item.at});
    last_ = row;
  }

  void copy_before(std::uint32_t row) {
    if (kept_) return;
    kept_.emplace();
    for (std::uint32_t i = 0; i < row; ++i) kept_->add(texts_[i]);
  }

  bool misnamed(const Item& item) {
    if (!item.key.empty() && item.key.size() <= kLongestKey) return false;
    std::string message = item.key.empty() ? fmt::format("an item of {} has an empty key", block_)
                                           : fmt::format("a key of {} is {} bytes long, more than {}", block_,
                                                         item.key.size(), kLongestKey);
    faults_.push_back({.at = item.at, .message = std::move(message)});
    return true;
  }

  bool repeated(const Item& item) {
    if (!last_ || texts_.key(*last_) != item.key) return false;
    faults_.push_back(
        {.at = item.at, .message = address(item.key) + " is declared twice", .also = {texts_.at(*last_)}});
    return true;
  }

  void find_values(std::string_view body) {
    for (Ruled& ruled : rules_) ruled.value.reset();
    for (MemberWalk walk(body); walk.next();) {
      for (Ruled& ruled : rules_) {
        if (walk.name() == ruled.name) ruled.value = walk.value();
      }
    }
  }

  std::string without_key(const Ruled& ruled, const Item& item) {
    if (const auto held = ruled.value->of(item.body); held != json_text(item.key)) {
      faults_.push_back({.at = item.at,
                         .message = fmt::format("`{}` of {} is {}, not its name", ruled.attribute, address(item.key),
                                                printable(held)),
                         .hint = "leave it out: the name is the key"});
    }
    return without_attribute(item.body, ruled.name, *ruled.value);
  }

  void lacks(const Ruled& ruled, const Item& item) {
    faults_.push_back({.at = item.at, .message = fmt::format("{} needs `{}`", address(item.key), ruled.attribute)});
  }

  void compare(Ruled& ruled, const Item& item, std::uint32_t row) {
    const auto value = ruled.value->of(item.body);
    const auto same = [&](std::uint32_t other) {
      const auto body = texts_.body(other);
      return find_attribute(body, ruled.name)->of(body) == value;
    };
    if (const auto first = ruled.seen->meet(digest_of(value, 0), row, same)) {
      refuse_pair(ruled, value, texts_[*first], item);
    }
  }

  void refuse_pair(const Ruled& ruled, std::string_view value, Item first, Item second) {
    if (stands_before(second.at, first.at)) std::swap(first, second);
    faults_.push_back({.at = second.at,
                       .message = fmt::format("{} {} is both {}'s and {}'s", ruled.attribute, printable(value),
                                              address(first.key), address(second.key)),
                       .also = {first.at}});
  }

  std::string block_;
  ItemTexts texts_;
  std::vector<ItemFault> faults_;
  std::vector<Ruled> rules_{};
  std::optional<ItemTexts> kept_{};
  std::optional<std::uint32_t> last_{};  // the row that stayed
};

}  // namespace

ItemRows checked(const Address& block, ItemRows rows, const ItemRules& rules) {
  return Checks(block, std::move(rows), rules).run();
}

}  // namespace jada
