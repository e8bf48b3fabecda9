// How far a text goes on being plain, eight bytes at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace jada {

/// How many bytes come before the first `"`, `\`, DEL or control character: all that ends or escapes inside a string.
inline std::size_t plain_run(std::string_view text) {
  const auto is_plain = [](unsigned char c) { return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F; };
  std::size_t i = 0;
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t kOnes = 0x0101010101010101u;
    constexpr std::uint64_t kHighs = 0x8080808080808080u;
    // The high bit of every byte below `n`; above the first such byte it may be wrong.
    const auto below = [](std::uint64_t bytes, std::uint64_t n) { return (bytes - n * kOnes) & ~bytes; };
    for (std::uint64_t eight = 0; i + sizeof eight <= text.size(); i += sizeof eight) {
      std::memcpy(&eight, text.data() + i, sizeof eight);
      const std::uint64_t found = (below(eight, 0x20) | below(eight ^ '"' * kOnes, 1) | below(eight ^ '\\' * kOnes, 1) |
                                   below(eight ^ 0x7F * kOnes, 1)) &
                                  kHighs;
      if (found != 0) return i + static_cast<std::size_t>(std::countr_zero(found)) / 8;
    }
  }
  while (i < text.size() && is_plain(static_cast<unsigned char>(text[i]))) ++i;
  return i;
}

}  // namespace jada
