#include "engine/base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "engine/base/text.h"

namespace jada {
namespace {

// Bytes of the sequence at `i`, 0 when there is none.
std::size_t sequence(std::string_view s, std::size_t i) {
  const auto byte = [&](std::size_t k) { return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u; };
  const auto tail = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  const unsigned second = byte(1);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first < 0xF0 || first > 0xF4) return 0;
  const bool outside = (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return tail(1) && tail(2) && tail(3) && !outside ? 4 : 0;
}

}  // namespace

std::size_t valid_utf8(std::string_view bytes) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  std::size_t i = 0;
  while (i < bytes.size()) {
    std::uint64_t eight = kHighBits;
    if (i + sizeof eight <= bytes.size()) std::memcpy(&eight, bytes.data() + i, sizeof eight);
    if ((eight & kHighBits) == 0) {
      i += sizeof eight;
      continue;
    }
    const std::size_t length = sequence(bytes, i);
    if (length == 0) return i;
    i += length;
  }
  return i;
}

std::string as_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t good = valid_utf8(bytes); good < bytes.size(); good = valid_utf8(bytes)) {
    text.append(bytes.substr(0, good)).append("\uFFFD");
    bytes.remove_prefix(good + 1);
  }
  return text.append(bytes);
}

std::pair<std::uint32_t, std::uint32_t> line_and_column(std::string_view text, std::size_t byte) {
  const std::size_t mark = text.size() - without_mark(text).size();
  const auto before = text.substr(0, byte);
  const auto newline = before.rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? std::min(mark, before.size()) : newline + 1;
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {static_cast<std::uint32_t>(lines + 1), static_cast<std::uint32_t>(width(before.substr(begin)) + 1)};
}

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

}  // namespace jada
