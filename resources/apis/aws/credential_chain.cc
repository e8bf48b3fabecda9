#include "resources/apis/aws/credential_chain.h"

#include "resources/apis/aws/kept_credentials.h"

namespace jada {

AwsCredentialChain::AwsCredentialChain(Http& http, Secrets& secrets, const Clock& clock, Log& log, std::string home)
    : told_(log), home_(std::move(home)), ports_{http, secrets, clock, told_, home_} {}

AwsCredentialChain::~AwsCredentialChain() = default;

KeptCredentials& AwsCredentialChain::kept(const AwsIdentityChoice& choice) {
  const std::scoped_lock guard(mutex_);
  auto& kept = kept_[choice];
  if (!kept) kept = std::make_unique<KeptCredentials>(ports_, choice, generations_);
  return *kept;
}

Result<AwsCredentials> AwsCredentialChain::current(const AwsIdentityChoice& choice) { return kept(choice).current(); }

Result<AwsCredentials> AwsCredentialChain::renewed(const AwsIdentityChoice& choice, std::uint64_t refused_generation) {
  return kept(choice).renewed(refused_generation);
}

}  // namespace jada
