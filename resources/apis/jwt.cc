#include "resources/apis/jwt.h"

#include <nettle/sha2.h>

#include "engine/base/base64.h"
#include "resources/apis/rsa_key.h"

namespace jada {
namespace {

constexpr double kEndOfYear9999 = 253402300799;

}  // namespace

Result<Secret> signed_jwt(const Json& claims, const Secret& pem, const std::string& key_id) {
  RsaKey key;
  if (!key.read(pem))
    return Error{Code::invalid, "it is no private key in PEM form (RSA, PKCS#8 or PKCS#1, not encrypted)"};
  Json header{{"alg", "RS256"}, {"typ", "JWT"}};
  if (!key_id.empty()) header["kid"] = key_id;
  std::string text = base64url(canonical(header)) + "." + base64url(canonical(claims));

  sha256_ctx hash;
  sha256_init(&hash);
  sha256_update(&hash, text.size(), octets(text));
  mpz_t signature;
  mpz_init(signature);
  const bool good = rsa_sha256_sign_tr(&key.open, &key.secret, nullptr, random_octets, &hash, signature) == 1;
  if (good) text += "." + base64url(bytes_of(signature, key.open.size));
  mpz_clear(signature);
  if (!good) return Error{Code::invalid, "the private key is too small to sign with SHA-256"};
  return Secret(std::move(text));
}

std::int64_t numeric_date(Time at) {
  return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

std::optional<Time> expiry_of_jwt(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto text = from_base64url(token.substr(first + 1, second - first - 1));
  if (!text) return std::nullopt;
  const auto claims = parse_json(*text);
  if (!claims || !claims->is_object()) return std::nullopt;
  const auto expiry = claims->find("exp");
  if (expiry == claims->end() || !expiry->is_number()) return std::nullopt;
  const double seconds = expiry->get<double>();
  if (!(seconds > 0 && seconds <= kEndOfYear9999)) return std::nullopt;
  return Time(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

}  // namespace jada
