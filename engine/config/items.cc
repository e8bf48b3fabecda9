#include "engine/config/items.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/base/text.h"
#include "engine/config/attributes.h"
#include "engine/config/guess.h"

namespace jada {
namespace {

constexpr std::size_t kLongestKey = 2048;

bool stands_before(Spot a, Spot b) { return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column); }

// One value of a unique attribute. Equal values come together, in the order of their rows.
struct Valued {
  Digest digest = 0;
  std::string_view value;
  const ItemSet::Entry* row = nullptr;

  auto operator<=>(const Valued&) const = default;
};

class Checks {
 public:
  Checks(const Address& block, ItemRows rows, const ItemRules& rules)
      : block_(to_string(block)), items_(std::move(rows)), rules_(rules) {}

  ItemRows run() {
    std::erase_if(items_.rows, [&](const ItemSet::Entry& row) { return misnamed(row); });
    drop_repeated();
    drop_key_attribute();
    for (const std::string& attribute : rules_.required) require(attribute);
    for (const std::string& attribute : rules_.unique) compare(attribute);
    std::stable_sort(items_.faults.begin(), items_.faults.end(),
                     [](const ItemFault& a, const ItemFault& b) { return stands_before(a.at, b.at); });
    return std::move(items_);
  }

 private:
  std::string address(const ItemSet::Entry& row) const { return fmt::format("{}/{}", block_, printable(row.key)); }

  bool misnamed(const ItemSet::Entry& row) {
    if (!row.key.empty() && row.key.size() <= kLongestKey) return false;
    std::string message = row.key.empty() ? fmt::format("an item of {} has an empty key", block_)
                                          : fmt::format("a key of {} is {} bytes long, more than {}", block_,
                                                        row.key.size(), kLongestKey);
    items_.faults.push_back({.at = row.at, .message = std::move(message)});
    return true;
  }

  void drop_repeated() {
    auto& rows = items_.rows;
    const auto before = [](const auto& a, const auto& b) { return a.key < b.key; };
    if (!std::is_sorted(rows.begin(), rows.end(), before)) std::stable_sort(rows.begin(), rows.end(), before);
    const auto repeated = [&](const ItemSet::Entry& first, const ItemSet::Entry& row) {
      if (first.key != row.key) return false;
      items_.faults.push_back({.at = row.at, .message = address(row) + " is declared twice", .also = {first.at}});
      return true;
    };
    rows.erase(std::unique(rows.begin(), rows.end(), repeated), rows.end());
  }

  void drop_key_attribute() {
    if (rules_.key_attribute.empty()) return;
    const std::string name = json_text(rules_.key_attribute);
    for (ItemSet::Entry& row : items_.rows) {
      const auto value = find_attribute(row.body, name);
      if (!value) continue;
      if (const auto held = value->of(row.body); held != json_text(row.key)) {
        items_.faults.push_back({.at = row.at,
                                 .message = fmt::format("`{}` of {} is {}, not its name", rules_.key_attribute,
                                                        address(row), printable(held)),
                                 .hint = "leave it out: the name is the key"});
      }
      row.body = without_attribute(row.body, name, *value);
    }
  }

  void require(const std::string& attribute) {
    const std::string name = json_text(attribute);
    for (const ItemSet::Entry& row : items_.rows) {
      const auto value = find_attribute(row.body, name);
      if (value && value->of(row.body) != "\"\"") continue;
      items_.faults.push_back({.at = row.at, .message = fmt::format("{} needs `{}`", address(row), attribute)});
    }
  }

  // Sorting narrow digests is several times faster than hashing texts that lie all over the memory.
  void compare(const std::string& attribute) {
    const std::string name = json_text(attribute);
    std::vector<Valued> values;
    values.reserve(items_.rows.size());
    for (const ItemSet::Entry& row : items_.rows) {
      const auto value = find_attribute(row.body, name);
      if (!value || value->of(row.body) == "\"\"") continue;
      values.push_back({digest_of(value->of(row.body), 0), value->of(row.body), &row});
    }
    std::sort(values.begin(), values.end());
    const Valued* first = nullptr;
    for (const Valued& valued : values) {
      if (first != nullptr && first->digest == valued.digest && first->value == valued.value) {
        refuse_pair(attribute, *first, valued);
      } else {
        first = &valued;
      }
    }
  }

  void refuse_pair(const std::string& attribute, const Valued& one, const Valued& other) {
    const bool swapped = stands_before(other.row->at, one.row->at);
    const ItemSet::Entry& first = swapped ? *other.row : *one.row;
    const ItemSet::Entry& second = swapped ? *one.row : *other.row;
    items_.faults.push_back({.at = second.at,
                             .message = fmt::format("{} {} is both {}'s and {}'s", attribute, printable(one.value),
                                                    address(first), address(second)),
                             .also = {first.at}});
  }

  std::string block_;
  ItemRows items_;
  const ItemRules& rules_;
};

}  // namespace

ItemRows checked(const Address& block, ItemRows rows, const ItemRules& rules) {
  return Checks(block, std::move(rows), rules).run();
}

}  // namespace jada
