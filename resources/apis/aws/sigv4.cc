#include "resources/apis/aws/sigv4.h"

#include <fmt/format.h>
#include <nettle/hmac.h>
#include <string.h>

#include "engine/base/digest.h"
#include "resources/apis/rsa_key.h"

namespace jada {
namespace {

// HMAC-SHA-256: 32 bytes.
Secret mac(std::string_view key, std::string_view text) {
  hmac_sha256_ctx context;
  hmac_sha256_set_key(&context, key.size(), octets(key));
  hmac_sha256_update(&context, text.size(), octets(text));
  std::string bytes(SHA256_DIGEST_SIZE, '\0');
  hmac_sha256_digest(&context, bytes.size(), reinterpret_cast<std::uint8_t*>(bytes.data()));
  explicit_bzero(&context, sizeof context);
  return Secret(std::move(bytes));
}

// Good for the day, region and service of the scope only.
Secret signing_key(const CanonicalRequest& request, const SigningScope& scope, const AwsKeys& keys) {
  std::string start;
  start.reserve(4 + keys.secret_access_key.size());
  start.append("AWS4").append(keys.secret_access_key.reveal());
  Secret key = mac(start, std::string_view(request.timestamp).substr(0, 8));
  wipe(start);
  key = mac(key.reveal(), scope.region);
  key = mac(key.reveal(), scope.service);
  return mac(key.reveal(), "aws4_request");
}

std::string signature(const Secret& key, std::string_view text) { return hex(mac(key.reveal(), text).reveal()); }

AwsSignature proof_of(const CanonicalRequest& request, const SigningScope& scope, const AwsKeys& keys,
                      std::string_view signature) {
  AwsSignature proof{.target = request.target.reveal()};
  proof.headers.emplace_back("x-amz-date", request.timestamp);
  if (scope.wants_payload_hash) proof.headers.emplace_back("x-amz-content-sha256", request.payload_hash);
  proof.authorization = Secret(fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kSigningAlgorithm,
                                           keys.access_key_id, request.scope, request.signed_headers, signature));
  return proof;
}

}  // namespace

std::string string_to_sign(const CanonicalRequest& request) {
  return fmt::format("{}\n{}\n{}\n{}", kSigningAlgorithm, request.timestamp, request.scope,
                     sha256_hex(request.text.reveal()));
}

AwsSignature sign(const AwsRequest& request, const SigningScope& scope, const AwsKeys& keys) {
  const CanonicalRequest canonical = canonical_request(request, scope, keys);
  return proof_of(canonical, scope, keys, signature(signing_key(canonical, scope, keys), string_to_sign(canonical)));
}

AwsSignature Signer::sign(const AwsRequest& request, const SigningScope& scope) {
  const CanonicalRequest canonical = canonical_request(request, scope, keys_);
  return proof_of(canonical, scope, keys_, signature(canonical, scope));
}

std::string Signer::signature(const CanonicalRequest& request, const SigningScope& scope) {
  const std::string text = string_to_sign(request);
  const std::lock_guard lock(mutex_);
  if (request.scope != scope_) {
    key_ = signing_key(request, scope, keys_);
    scope_ = request.scope;
  }
  return jada::signature(key_, text);
}

Secret presigned_target(const AwsRequest& request, const SigningScope& scope, const AwsKeys& keys,
                        std::chrono::seconds lifetime) {
  const CanonicalRequest canonical = canonical_presigned(request, scope, keys, lifetime);
  std::string target;
  append_wiping(target, canonical.target.reveal());
  append_wiping(target, "&X-Amz-Signature=");
  append_wiping(target, signature(signing_key(canonical, scope, keys), string_to_sign(canonical)));
  return Secret(std::move(target));
}

}  // namespace jada
