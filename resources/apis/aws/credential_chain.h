// Credentials that are always fresh: found once, kept, and renewed before they end.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "resources/apis/aws/aws_credentials.h"
#include "resources/apis/aws/aws_ports.h"

namespace jada {

class KeptCredentials;

/// Thread-safe; one per process. Keeps what it found for each choice. Keys are renewed between 15 and 10 minutes before
/// they end, by one caller; the others go on with the old ones while these live. A renewal that fails is tried again
/// each minute. Errors: denied (a person must act) or unavailable (waiting may help); no secret is in any of them.
class AwsCredentialChain {
 public:
  /// `home`: HOME, else as the system's list of users says; empty: unknown.
  AwsCredentialChain(Http&, Secrets&, const Clock&, Log&, std::string home);
  ~AwsCredentialChain();

  Result<AwsCredentials> current(const AwsIdentityChoice&);
  /// For whoever was refused with the keys of that generation (ExpiredToken, UnrecognizedClientException): others.
  /// However many callers were, it is looked for once; when it brings nothing new, not again for a minute.
  Result<AwsCredentials> renewed(const AwsIdentityChoice&, std::uint64_t refused_generation);

 private:
  KeptCredentials& kept(const AwsIdentityChoice&);

  ToldOnce told_;
  std::string home_;
  AwsPorts ports_;
  std::atomic<std::uint64_t> generations_{0};
  std::mutex mutex_{};
  std::map<AwsIdentityChoice, std::unique_ptr<KeptCredentials>> kept_;  // under mutex_
};

}  // namespace jada
