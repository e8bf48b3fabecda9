// Regular expressions over texts from outside.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace re2 {
class RE2;
}

namespace jada {

/// Part of a text, in bytes.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// RE2 (https://github.com/google/re2/wiki/Syntax), case counts, `^` and `$` match at every line: time is linear in the
/// text and memory is bounded whatever it is given, so there are no back references and no looking around. Thread-safe.
class Pattern {
 public:
  /// invalid: why it is none.
  static Result<Pattern> parse(std::string_view text);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  bool is_found_in(std::string_view utf8) const;
  /// Every match that is not empty, from left to right; where the pattern has groups, of its first one.
  std::vector<Stretch> matches_in(std::string_view utf8) const;

 private:
  explicit Pattern(std::unique_ptr<re2::RE2> compiled);
  std::unique_ptr<re2::RE2> compiled_;
};

}  // namespace jada
