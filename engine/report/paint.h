// Colour on a terminal. Meaning never rests on it.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace jada {

enum class Paint { plain, green, yellow, red, bold };

/// The text as it is unless `color`.
inline std::string painted(Paint paint, std::string text, bool color) {
  if (!color || paint == Paint::plain) return text;
  constexpr std::array<std::string_view, 5> kCodes = {"", "32", "33", "31", "1"};
  return "\x1b[" + std::string(kCodes[static_cast<std::size_t>(paint)]) + "m" + text + "\x1b[0m";
}

}  // namespace jada
