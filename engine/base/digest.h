// Digests of bytes: a fast keyed one for change detection, and SHA-256 where others must be able to check it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace jada {

/// XXH3, 64 bits, seeded. Tells changed from unchanged; the seed is drawn once per state and kept in it, so that
/// nobody who can only write a region can prepare an item that looks unchanged. Comparable only within one state.
using Digest = std::uint64_t;
Digest digest_of(std::string_view bytes, std::uint64_t seed);

/// The same over bytes that come piece by piece.
class Digester {
 public:
  explicit Digester(std::uint64_t seed);
  void add(std::string_view bytes);
  Digest value() const;

 private:
  struct Free {
    void operator()(void* state) const;
  };
  std::unique_ptr<void, Free> state_;
};

/// Two lower-case digits a byte.
std::string hex(std::string_view bytes);

/// The 32 bytes of SHA-256 (FIPS 180-4).
std::string sha256(std::string_view bytes);

/// Lower-case hex of SHA-256 (FIPS 180-4).
std::string sha256_hex(std::string_view bytes);

/// `sha256:` and the first 16 hex digits: a short fingerprint comparable between machines and states.
std::string fingerprint(std::string_view bytes);

}  // namespace jada
