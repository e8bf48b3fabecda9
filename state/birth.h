// The identity a new state is born with.
#pragma once

#include <unistd.h>

#include <array>
#include <cassert>
#include <cstdint>
#include <string>

#include "engine/ports/store.h"

namespace jada::state {

/// Version 4 UUID (RFC 9562 §5.4).
inline std::string random_lineage() {
  std::array<unsigned char, 16> bytes{};
  [[maybe_unused]] const int fault = getentropy(bytes.data(), bytes.size());
  assert(fault == 0);  // fails for more than 256 bytes only
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0fu) | 0x40u);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3fu) | 0x80u);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text.push_back(kHex[bytes[i] >> 4]);
    text.push_back(kHex[bytes[i] & 15u]);
  }
  return text;
}

inline std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  [[maybe_unused]] const int fault = getentropy(&seed, sizeof seed);
  assert(fault == 0);
  return seed;
}

}  // namespace jada::state
