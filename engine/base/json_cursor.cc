#include "engine/base/json_cursor.h"

#include <algorithm>

namespace jada {

char JsonCursor::peek() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
    ++at_;
  return at_ < text_.size() ? text_[at_] : '\0';
}

bool JsonCursor::take(char c) {
  if (peek() != c || at_ >= text_.size()) return false;
  ++at_;
  return true;
}

JsonCursor::Inside JsonCursor::open(char bracket) {
  if (!take(bracket)) fail();
  return {};
}

bool JsonCursor::goes_on(Inside& inside, char closing) {
  if (!is_sound_ || take(closing)) return false;
  if (!inside.is_first && !take(',')) fail();
  inside.is_first = false;
  return is_sound_;
}

std::optional<std::string_view> JsonCursor::name(Inside& inside) {
  if (!goes_on(inside, '}')) return std::nullopt;
  const std::string_view name = string();
  if (!take(':')) fail();
  if (!is_sound_) return std::nullopt;
  return name;
}

bool JsonCursor::element(Inside& inside) { return goes_on(inside, ']'); }

std::string_view JsonCursor::string() {
  if (!is_sound_ || peek() != '"') {
    fail();
    return {};
  }
  const std::size_t begin = at_++;
  while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
  if (at_ >= text_.size()) {
    fail();
    return {};
  }
  return text_.substr(begin, ++at_ - begin);
}

std::string_view JsonCursor::value() {
  peek();
  const std::size_t begin = at_;
  int depth = 0;
  do {
    const char first = peek();
    if (first == '"') {
      string();
    } else if (first == '{' || first == '[') {
      ++depth;
      ++at_;
    } else if (first == '}' || first == ']') {
      --depth;
      ++at_;
    } else if (depth > 0 && (first == ',' || first == ':')) {
      ++at_;
    } else {
      const std::size_t end = text_.find_first_of(",:{}[]\" \t\r\n", at_);
      if (end == at_ || at_ >= text_.size()) fail();
      at_ = std::min(end, text_.size());
    }
  } while (is_sound_ && depth > 0);
  if (depth < 0) fail();
  return is_sound_ ? text_.substr(begin, at_ - begin) : std::string_view{};
}

}  // namespace jada
