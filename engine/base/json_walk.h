// One pass over a JSON text (RFC 8259) that notes where things stand in it: what the edits of json_text rest on.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/json_string.h"
#include "engine/base/json_text.h"

namespace jada::json_walk {

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Where a member stands in its object.
struct Place {
  std::size_t before = 0;  // the end of what precedes it: the opening brace or a value
  std::size_t key = 0;
  bool is_first = true;
};

// Where a member would be added to an object, and how its last member is laid out.
struct Gap {
  std::size_t at = 0;
  bool empty = true;
  Range lead{};   // blanks before the last key
  Range colon{};  // from the last key to its value
};

inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Notes what lies on the path. Borrows both; run() once, before anything is asked.
class Walk {
 public:
  Walk(std::string_view text, std::span<const std::string> path) : text_(text), path_(path) {}

  std::optional<JsonFault> run() {
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    skip_blanks();
    const bool is_object = peek() == '{';
    value(0, 0);
    const std::size_t end = at_;
    skip_blanks();
    if (at_ != text_.size() && !is_object) fail(JsonFlaw::malformed);
    if (at_ != text_.size()) fail(JsonFlaw::trailing, end);
    if (!is_object) fail(JsonFlaw::no_object);
    return fault_;
  }

  const std::optional<Range>& found() const { return found_; }
  std::vector<MemberText> take_members() { return std::move(outermost_); }
  const Place& place() const { return place_; }
  const std::string& twice() const { return twice_; }
  const Gap& gap() const { return gap_; }
  std::size_t reached() const { return reached_; }  // how many names of the path lead to an object or the value
  bool obstructed() const { return obstructed_; }

 private:
  static constexpr std::size_t kOffPath = static_cast<std::size_t>(-1);

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  void fail(JsonFlaw flaw, std::size_t at) {
    if (!fault_) fault_ = JsonFault{flaw, at};
  }
  void fail(JsonFlaw flaw) { fail(flaw, at_); }
  void fail_here() { fail(at_ >= text_.size() ? JsonFlaw::cut_short : JsonFlaw::malformed); }

  // `level` names of the path lead here.
  void value(int depth, std::size_t level) {
    const std::size_t begin = at_;
    if (level != kOffPath) reached_ = level;
    const char first = peek();
    if (depth >= kJsonDepth && (first == '{' || first == '[')) return fail(JsonFlaw::too_deep);
    if (level != kOffPath && level < path_.size() && first != '{') obstructed_ = true;
    if (first == '{') {
      object(depth, level);
    } else if (first == '[') {
      array(depth);
    } else if (first == '"') {
      string();
    } else {
      scalar();
    }
    if (level == path_.size()) found_ = Range{begin, at_};
  }

  void object(int depth, std::size_t level) {
    const bool on_path = level < path_.size();
    std::vector<std::string> keys;
    ++at_;
    Gap gap{.at = at_};
    skip_blanks();
    if (!take('}')) {
      gap = members(depth, level, keys);
      if (!fault_ && !take('}')) fail_here();
    }
    if (on_path && reached_ == level) gap_ = gap;
    if (!std::is_sorted(keys.begin(), keys.end())) std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice == keys.end()) return;
    if (!fault_) twice_ = *twice;
    fail(JsonFlaw::twice);
  }

  Gap members(int depth, std::size_t level, std::vector<std::string>& keys) {
    Gap gap{.empty = false};
    std::size_t lead = at_;
    while (lead > 0 && is_blank(text_[lead - 1])) --lead;
    do {
      if (!keys.empty()) lead = at_;
      skip_blanks();
      gap.lead = {lead, at_};
      keys.push_back(key());
      gap.colon.begin = at_;
      skip_blanks();
      if (!take(':')) fail_here();
      skip_blanks();
      gap.colon.end = at_;
      if (fault_) return gap;
      const bool next_on_path = level < path_.size() && keys.back() == path_[level];
      value(depth + 1, next_on_path ? level + 1 : kOffPath);
      if (next_on_path && level + 1 == path_.size())
        place_ = {keys.size() == 1 ? lead : gap.at, gap.lead.end, keys.size() == 1};
      gap.at = at_;
      if (depth == 0)
        outermost_.push_back({keys.back(), text_.substr(gap.lead.end, gap.colon.begin - gap.lead.end),
                              text_.substr(gap.colon.end, at_ - gap.colon.end)});
      skip_blanks();
    } while (!fault_ && take(','));
    return gap;
  }

  void array(int depth) {
    ++at_;
    skip_blanks();
    if (take(']')) return;
    do {
      skip_blanks();
      value(depth + 1, kOffPath);
      skip_blanks();
    } while (!fault_ && take(','));
    if (!fault_ && !take(']')) fail_here();
  }

  std::string key() {
    const std::size_t begin = at_;
    if (peek() != '"') {
      fail_here();
      return {};
    }
    string();
    if (fault_) return {};
    const auto plain = json_unquoted(text_.substr(begin, at_ - begin));
    if (!plain) fail_here();
    return plain.value_or("");
  }

  void string() {
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return fail_here();
      if (text_[at_] == '\\' && !escape()) return fail_here();
      ++at_;
    }
    if (!take('"')) fail_here();
  }

  // Leaves at_ on the last character of the escape.
  bool escape() {
    ++at_;
    if (peek() != 'u')
      return at_ < text_.size() && std::string_view("\"\\/bfnrt").find(text_[at_]) != std::string_view::npos;
    for (int i = 0; i < 4; ++i) {
      ++at_;
      const char c = peek();
      if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) return false;
    }
    return true;
  }

  void scalar() {
    for (const std::string_view word : {"true", "false", "null"}) {
      const std::string_view here = text_.substr(at_, word.size());
      if (here.empty() || !word.starts_with(here)) continue;
      at_ += here.size();
      return here == word ? void() : fail_here();
    }
    take('-');
    if (!take('0') && !digits()) return fail_here();
    if (take('.') && !digits()) return fail_here();
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) fail_here();
    }
  }

  bool digits() {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ > begin;
  }

  std::string_view text_;
  std::span<const std::string> path_;
  std::size_t at_ = 0;
  std::optional<JsonFault> fault_{};
  std::string twice_{};
  std::optional<Range> found_{};
  std::vector<MemberText> outermost_{};
  Place place_{};
  Gap gap_{};
  std::size_t reached_ = 0;
  bool obstructed_ = false;
};

}  // namespace jada::json_walk
