#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>

#include "engine/base/json.h"
#include "engine/base/text.h"
#include "engine/config/guess.h"
#include "engine/config/places.h"
#include "engine/config/sources.h"

namespace jada {
namespace {

constexpr int kDeepest = 64;

// Tells how far the parser has read when it reports what it found.
class TrackedByte {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackedByte(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  TrackedByte& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  TrackedByte operator++(int) {
    const TrackedByte before = *this;
    ++*this;
    return before;
  }
  bool operator==(const TrackedByte& other) const { return at_ == other.at_; }
  bool operator!=(const TrackedByte& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

// Those that count: without zeros before the first and after the last.
int digits_of(std::string_view number) {
  number = number.substr(0, number.find_first_of("eE"));
  std::string digits;
  std::ranges::copy_if(number, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
  const auto first = digits.find_first_not_of('0');
  if (first == std::string::npos) return 0;
  return static_cast<int>(digits.find_last_not_of('0') - first + 1);
}

struct Outlined {
  std::string key{};  // only in an object of objects
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Finds where the items stand, and what a parsed value could no longer tell: repeated names and excessive depth.
class Outline : public nlohmann::json_sax<Json> {
 public:
  explicit Outline(const SourceText& source)
      : text_(source.text), reached_(source.text.data()), places_(source.text, source.file) {
    const char* const begin = text_.data();
    Json::sax_parse(TrackedByte(begin, &reached_), TrackedByte(begin + text_.size(), &reached_), this);
  }

  std::vector<Outlined> items{};
  std::vector<ItemFault> faults{};
  bool by_key = false;

  bool null() override { return plain("null"); }
  bool boolean(bool) override { return plain("a boolean"); }
  bool number_integer(number_integer_t) override { return plain("a number"); }
  bool number_unsigned(number_unsigned_t) override { return plain("a number"); }
  bool number_float(number_float_t value, const string_t& spelt) override {
    const int digits = digits_of(spelt);
    if (value == 0 && digits != 0) return fault("this number is too small to be kept");
    if (digits <= std::numeric_limits<double>::max_digits10) return plain("a number");
    return fault("this number has more digits than can be kept", "write it as a text, for DynamoDB as [\"$n\", \"…\"]");
  }
  bool string(string_t&) override { return plain("a string"); }
  bool binary(binary_t&) override { return true; }

  bool start_object(std::size_t) override {
    if (depth_ == 0) by_key = true;
    in_item_ = in_item_ || depth_ == 1;
    if (depth_ == 1) {
      names_.clear();
      items.push_back({key_, offset() - 1, 0});
    }
    return deeper();
  }
  bool end_object() override {
    --depth_;
    if (depth_ == 1 && in_item_) items.back().end = offset();
    if (depth_ == 1) in_item_ = false;
    return true;
  }
  bool start_array(std::size_t) override { return (depth_ != 1 || plain("a list")) && deeper(); }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool key(string_t& name) override {
    if (depth_ == 1) key_ = name;
    if (depth_ == 2 && in_item_ && !names_.insert(name).second)
      fault(fmt::format("{} stands twice in this item", in_quotes(name)));
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& thrown) override {
    std::string_view why = thrown.what();
    for (const std::string_view before : {"] ", "column "}) {
      if (const auto found = why.find(before); found != std::string_view::npos)
        why.remove_prefix(found + before.size());
    }
    if (const auto colon = why.find(": "); colon != std::string_view::npos && colon < 8) why.remove_prefix(colon + 2);
    fault("this is no JSON: " + printable(why));
    return false;
  }

 private:
  std::size_t offset() const { return static_cast<std::size_t>(reached_ - text_.data()); }

  bool fault(std::string message, std::string hint = {}) {
    const std::size_t last = offset() == 0 ? 0 : offset() - 1;
    faults.push_back({.at = places_.at(last), .message = std::move(message), .hint = std::move(hint)});
    return false;
  }
  // A value that is an item or the whole file, and should have been an object. The rest is read on.
  bool plain(std::string_view what) {
    if (depth_ == 0)
      return fault("this file holds no items", "write a list of objects, or an object of objects by key");
    if (depth_ == 1) fault(fmt::format("this item is {}, not an object", what));
    return true;
  }
  bool deeper() {
    return ++depth_ <= kDeepest || fault(fmt::format("values are nested deeper than {} levels", kDeepest));
  }

  std::string_view text_;
  const char* reached_;
  Places places_;
  int depth_ = 0;
  bool in_item_ = false;
  std::string key_{};
  std::set<std::string> names_{};
};

void drop_nulls(Json& object) {
  for (auto member = object.begin(); member != object.end();) {
    if (member->is_null()) {
      member = object.erase(member);
      continue;
    }
    if (member->is_object()) drop_nulls(*member);
    ++member;
  }
}

// The name of a listed item, taken out of its attributes; nothing when it has none.
std::optional<std::string> take_name(Json& item, const std::string& key) {
  const auto name = item.find(key);
  if (name == item.end() || !name->is_string()) return std::nullopt;
  std::string text = name->get<std::string>();
  item.erase(name);
  return text;
}

}  // namespace

ItemRows json_rows(const SourceText& source) {
  Outline outline(source);
  ItemRows all{.rows = {}, .faults = std::move(outline.faults)};
  if (!all.faults.empty()) return all;
  Places places(source.text, source.file);
  for (Outlined& found : outline.items) {
    const Spot at = places.at(found.begin);
    auto item = parse_json(source.text.substr(found.begin, found.end - found.begin));
    if (!item) {
      all.faults.push_back({.at = at, .message = item.error().message});
      continue;
    }
    drop_nulls(*item);
    const auto name = outline.by_key ? std::move(found.key) : take_name(*item, source.key);
    if (name) {
      all.rows.add({*name, canonical(*item), at});
    } else {
      all.faults.push_back({.at = at, .message = fmt::format("this item has no text `{}`, its key", source.key)});
    }
  }
  return all;
}

}  // namespace jada
