// Reads JSON text (RFC 8259) from front to end without building anything: for answers with thousands of items in them.
#pragma once

#include <optional>
#include <string_view>

namespace jada {

/// Once something is not as asked for, every call returns nothing and is_sound() is false. What is skipped is checked
/// only as far as its end must be found. Texts returned are views into the text read.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

  /// Where one is inside an object or an array.
  struct Inside {
    bool is_first = true;
  };

  /// The first character of what comes next; '\0' at the end.
  char peek();
  /// `{` or `[`.
  Inside open(char bracket);
  /// The next member's name with its quotes, colon taken; none: the object is closed.
  std::optional<std::string_view> name(Inside&);
  /// Another element follows; false: the array is closed.
  bool element(Inside&);
  /// A string with its quotes.
  std::string_view string();
  /// Any value, passed over.
  std::string_view value();
  /// Only blanks are left.
  bool is_at_end() { return peek() == '\0' && at_ == text_.size(); }
  bool is_sound() const { return is_sound_; }
  void fail() {
    is_sound_ = false;
    at_ = text_.size();
  }

 private:
  bool take(char c);
  bool goes_on(Inside&, char closing);

  std::string_view text_;
  std::size_t at_ = 0;
  bool is_sound_ = true;
};

}  // namespace jada
