// RSA private keys in PEM form: read for signing, and made where a token is signed by nobody but ourselves.
#pragma once

#include <nettle/rsa.h>

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/base/secret.h"

namespace jada {

/// Wiped when it goes.
class RsaKey {
 public:
  RsaKey();
  ~RsaKey();
  RsaKey(const RsaKey&) = delete;
  RsaKey& operator=(const RsaKey&) = delete;

  /// PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`), unencrypted. False: it is neither.
  bool read(const Secret& pem);

  rsa_private_key secret{};
  rsa_public_key open{};
};

/// A new key of 2048 bits as PKCS#1 PEM. Takes some tenths of a second. Code::internal: the library made none.
Result<Secret> new_rsa_key();

/// The same bytes, as the library takes them.
const std::uint8_t* octets(std::string_view text);

/// The number in so many bytes, the highest first; zeros before it. It must fit.
std::string bytes_of(const mpz_t number, std::size_t size);

/// For blinding and for primes: from the kernel.
void random_octets(void* unused, std::size_t length, std::uint8_t* target);

}  // namespace jada
