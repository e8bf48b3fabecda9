// Signature Version 4: what every request to AWS carries as proof of who sends it.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "resources/apis/aws/canonical_request.h"

namespace jada {

struct AwsSignature {
  std::string target{};  ///< path and query as they must go on the wire, no byte otherwise
  /// To be sent besides the request's own, each once. A session token is signed too, but not among them: it is sent as
  /// the secret header x-amz-security-token.
  std::vector<std::pair<std::string, std::string>> headers{};
  Secret authorization{};  ///< value of the Authorization header
};

/// Pure. Who signs many requests asks a Signer.
AwsSignature sign(const AwsRequest&, const SigningScope&, const AwsKeys&);

/// Path and query of an address that carries its own proof: whoever has it may do this one thing for that long (at most
/// a week). Every header of the request must be sent with it. S3 expects kUnsignedPayload as the hash.
Secret presigned_target(const AwsRequest&, const SigningScope&, const AwsKeys&, std::chrono::seconds lifetime);

/// What is hashed and signed in the end.
std::string string_to_sign(const CanonicalRequest&);

/// Signs with one set of keys, and derives the key of a day, a region and a service only when it was not the last one:
/// a third of the work on a processor without instructions for SHA-256. Thread-safe.
class Signer {
 public:
  explicit Signer(AwsKeys keys) : keys_(std::move(keys)) {}
  AwsSignature sign(const AwsRequest&, const SigningScope&);

 private:
  std::string signature(const CanonicalRequest&, const SigningScope&);

  const AwsKeys keys_;
  std::mutex mutex_{};
  std::string scope_{};  ///< what the key is for
  Secret key_{};
};

}  // namespace jada
