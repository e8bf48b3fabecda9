// What AWS and we both write down of a request before either signs it (Signature Version 4).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/secret.h"
#include "engine/base/time.h"
#include "resources/apis/aws/aws_keys.h"

namespace jada {

inline constexpr std::string_view kSigningAlgorithm = "AWS4-HMAC-SHA256";

/// S3 takes this for the hash of a body that is not signed: of a presigned request, or one that TLS protects.
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

/// What is to be signed, raw: nothing in it is encoded yet.
struct AwsRequest {
  std::string method = "POST";
  std::string host{};  ///< as the header will say: with the port, unless it is the scheme's own
  std::string path = "/";
  std::vector<std::pair<std::string, std::string>> query{};
  /// Content-Type and x-amz-*: all of them are signed, so they must arrive as they are. Without host and without
  /// x-amz-date, x-amz-content-sha256 and x-amz-security-token, which come with the signature.
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string_view payload{};  ///< must outlive this
  std::string payload_hash{};  ///< when it is known: SHA-256 in lower-case hex, or kUnsignedPayload
};

/// What a signature is good for, and how the service reads a path. As it stands: every service but S3.
struct SigningScope {
  std::string region{};
  std::string service{};
  Time at{};                        ///< within five minutes of the service's own clock
  bool folds_path = true;           ///< `//`, `.` and `..` mean what they mean in a file system
  bool encodes_path_twice = true;   ///< the path is signed as if what goes on the wire were raw
  bool wants_payload_hash = false;  ///< in x-amz-content-sha256, signed
};

/// In a key of S3 every byte counts.
SigningScope s3_scope(std::string region, Time at);

struct CanonicalRequest {
  Secret target{};  ///< path and query as they must go on the wire; secret if a presigned query holds the session token
  std::string timestamp{};       ///< `20150830T123600Z`
  std::string scope{};           ///< `20150830/us-east-1/dynamodb/aws4_request`
  std::string signed_headers{};  ///< `host;x-amz-date`
  std::string payload_hash{};
  Secret text{};  ///< with the session token in it
};

/// Of a request that carries its signature in a header.
CanonicalRequest canonical_request(const AwsRequest&, const SigningScope&, const AwsKeys&);

/// Of one that carries it in its query and is good for so long: at most a week.
CanonicalRequest canonical_presigned(const AwsRequest&, const SigningScope&, const AwsKeys&, std::chrono::seconds);

}  // namespace jada
