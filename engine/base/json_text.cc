#include "engine/base/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/json.h"

namespace jada {
namespace {

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Where a member would be added to an object, and how its last member is laid out.
struct Gap {
  std::size_t at = 0;
  bool empty = true;
  Range lead{};   // blanks before the last key
  Range colon{};  // from the last key to its value
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string json_string(std::string_view text) { return canonical(Json(text)); }

// One pass over a whole text by RFC 8259, noting what lies on the path.
class Walk {
 public:
  Walk(std::string_view text, std::span<const std::string> path) : text_(text), path_(path) {}

  std::optional<Error> run() {
    skip_blanks();
    if (peek() != '{') fail("the text is not a JSON object");
    if (!trouble_) value(0, 0);
    skip_blanks();
    if (!trouble_ && at_ != text_.size()) fail_here();
    return trouble_;
  }

  const std::optional<Range>& found() const { return found_; }
  const Gap& gap() const { return gap_; }
  std::vector<MemberText> take_members() { return std::move(outermost_); }
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
  void fail(std::string message) {
    if (!trouble_) trouble_ = Error{Code::invalid, std::move(message)};
  }
  void fail_here() { fail(fmt::format("not JSON: byte {}", at_ + 1)); }

  // `level` names of the path lead here.
  void value(int depth, std::size_t level) {
    const std::size_t begin = at_;
    if (level != kOffPath) reached_ = level;
    const char first = peek();
    if (depth >= kJsonDepth && (first == '{' || first == '[')) return fail("the JSON is nested too deep");
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
      if (!trouble_ && !take('}')) fail_here();
    }
    if (on_path && reached_ == level) gap_ = gap;
    if (!std::is_sorted(keys.begin(), keys.end())) std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice != keys.end()) fail(fmt::format("the JSON holds {} twice in one object", json_string(*twice)));
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
      if (trouble_) return gap;
      const bool next_on_path = level < path_.size() && keys.back() == path_[level];
      value(depth + 1, next_on_path ? level + 1 : kOffPath);
      gap.at = at_;
      if (depth == 0)
        outermost_.push_back({keys.back(), text_.substr(gap.lead.end, gap.colon.begin - gap.lead.end),
                              text_.substr(gap.colon.end, at_ - gap.colon.end)});
      skip_blanks();
    } while (!trouble_ && take(','));
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
    } while (!trouble_ && take(','));
    if (!trouble_ && !take(']')) fail_here();
  }

  std::string key() {
    const std::size_t begin = at_;
    if (peek() != '"') {
      fail_here();
      return {};
    }
    string();
    if (trouble_) return {};
    const std::string_view raw = text_.substr(begin, at_ - begin);
    if (raw.find('\\') == std::string_view::npos) return std::string(raw.substr(1, raw.size() - 2));
    const auto plain = parse_json(raw);
    if (!plain) fail_here();
    return plain ? plain->get<std::string>() : std::string();
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
      if (text_.substr(at_, word.size()) == word) {
        at_ += word.size();
        return;
      }
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
  std::optional<Error> trouble_{};
  std::optional<Range> found_{};
  Gap gap_{};
  std::vector<MemberText> outermost_{};
  std::size_t reached_ = 0;
  bool obstructed_ = false;
};

// `"b":{"c":VALUE}` for the names b and c.
std::string nested(std::span<const std::string> names, std::string_view colon, std::string_view value) {
  std::string text = json_string(names.front());
  text += colon;
  for (const std::string& name : names.subspan(1)) text += "{" + json_string(name) + ":";
  text += value;
  return text + std::string(names.size() - 1, '}');
}

std::string spliced(std::string_view json, Range range, std::string_view insert) {
  std::string text;
  text.reserve(json.size() + insert.size());
  return text.append(json.substr(0, range.begin)).append(insert).append(json.substr(range.end));
}

}  // namespace

Result<std::optional<std::string_view>> member_text(std::string_view json, std::span<const std::string> path) {
  Walk walk(json, path);
  if (const auto trouble = walk.run()) return *trouble;
  if (!walk.found()) return std::optional<std::string_view>{};
  return std::optional(json.substr(walk.found()->begin, walk.found()->end - walk.found()->begin));
}

Result<std::vector<MemberText>> members(std::string_view json) {
  Walk walk(json, {});
  if (const auto trouble = walk.run()) return *trouble;
  auto found = walk.take_members();
  if (!std::ranges::is_sorted(found, {}, &MemberText::name)) std::ranges::sort(found, {}, &MemberText::name);
  return found;
}

std::optional<std::string_view> value_of(std::span<const MemberText> members, std::string_view name) {
  const auto found = std::ranges::lower_bound(members, name, {}, &MemberText::name);
  return found != members.end() && found->name == name ? std::optional(found->value) : std::nullopt;
}

Result<std::string> with_member(std::string_view json, std::span<const std::string> path, std::string_view value) {
  Walk walk(json, path);
  if (const auto trouble = walk.run()) return *trouble;
  if (walk.found()) return spliced(json, *walk.found(), value);
  const auto names = path.subspan(walk.reached());
  if (walk.obstructed()) {
    return Error{Code::conflict, fmt::format("{} is no object to set {} in", json_string(path[walk.reached() - 1]),
                                             json_string(names.front()))};
  }
  const Gap& gap = walk.gap();
  const Range here{gap.at, gap.at};
  if (gap.empty) return spliced(json, here, nested(names, ":", value));
  const std::string_view colon = json.substr(gap.colon.begin, gap.colon.end - gap.colon.begin);
  std::string_view lead = json.substr(gap.lead.begin, gap.lead.end - gap.lead.begin);
  // A lone member shows no comma; `{"a": 1}` goes on as `{"a": 1, "b": 2}`.
  if (lead.empty() && colon.ends_with(' ')) lead = " ";
  return spliced(json, here, "," + std::string(lead) + nested(names, colon, value));
}

}  // namespace jada
