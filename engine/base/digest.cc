#include "engine/base/digest.h"

#include <nettle/sha2.h>
#include <xxhash.h>

namespace jada {

Digest digest_of(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

Digester::Digester(std::uint64_t seed) : state_(XXH3_createState()) {
  XXH3_64bits_reset_withSeed(static_cast<XXH3_state_t*>(state_.get()), seed);
}

void Digester::add(std::string_view bytes) {
  XXH3_64bits_update(static_cast<XXH3_state_t*>(state_.get()), bytes.data(), bytes.size());
}

Digest Digester::value() const { return XXH3_64bits_digest(static_cast<const XXH3_state_t*>(state_.get())); }

void Digester::Free::operator()(void* state) const { XXH3_freeState(static_cast<XXH3_state_t*>(state)); }

std::string hex(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    text.push_back(kHex[static_cast<unsigned char>(byte) >> 4]);
    text.push_back(kHex[byte & 15]);
  }
  return text;
}

std::string sha256(std::string_view bytes) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::string sum(SHA256_DIGEST_SIZE, '\0');
  sha256_digest(&context, sum.size(), reinterpret_cast<std::uint8_t*>(sum.data()));
  return sum;
}

std::string sha256_hex(std::string_view bytes) { return hex(sha256(bytes)); }

std::string fingerprint(std::string_view bytes) { return "sha256:" + sha256_hex(bytes).substr(0, 16); }

}  // namespace jada
