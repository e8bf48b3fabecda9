// JSON Web Tokens signed with RS256 (RFC 7515, 7518 §3.3, 7519): what a service account or a private_key_jwt client
// sends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/json.h"
#include "engine/base/result.h"
#include "engine/base/secret.h"
#include "engine/base/time.h"

namespace jada {

/// `header.claims.signature`. `pem`: an RSA private key, PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE
/// KEY`). `key_id` goes into the header as `kid` unless empty. Code::invalid when the key cannot be read, in words that
/// do not repeat it. Deterministic; pure.
Result<Secret> signed_jwt(const Json& claims, const Secret& pem, const std::string& key_id);

/// Seconds since the epoch, as `iat` and `exp` are written.
std::int64_t numeric_date(Time);

/// The `exp` of a token that looks like a JWT; none for any other text. The signature is not looked at: this only tells
/// when the token's maker says that it ends.
std::optional<Time> expiry_of_jwt(std::string_view token);

}  // namespace jada
