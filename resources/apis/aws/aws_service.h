// One service in one region: where it is, who we are there, how well it answers.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <random>
#include <string>

#include "engine/ports/clock.h"
#include "engine/ports/http.h"
#include "engine/ports/log.h"
#include "resources/apis/aws/aws_endpoint.h"
#include "resources/apis/aws/aws_fault.h"
#include "resources/apis/aws/breaker.h"
#include "resources/apis/aws/credential_chain.h"
#include "resources/apis/aws/sigv4.h"
#include "resources/apis/mask.h"

namespace jada {

struct AwsPlace {
  std::string service{};  ///< `dynamodb`
  std::string region{};   ///< `us-west-2`
  AwsAddress address{};
  std::string target_prefix{};  ///< `DynamoDB_20120810.`
  std::string content_type = "application/x-amz-json-1.0";
  std::string roots{};  ///< as of HttpRequest
  AwsIdentityChoice identity{};
};

/// What calls to AWS need of the outside; all of it thread-safe and longer-lived.
struct AwsOutside {
  Http& http;
  const Clock& clock;
  Log& log;
  AwsCredentialChain& chain;
  const std::atomic<bool>& stop;  ///< a person asked to stop
};

/// Thread-safe.
class AwsService {
 public:
  AwsService(AwsPlace place, const AwsOutside& outside, std::uint64_t seed)
      : place_(std::move(place)), outside_(outside), random_(seed) {}

  struct Signed {
    HttpRequest request{};
    std::uint64_t generation = 0;  ///< of the keys
  };
  /// `body` is moved into the request. An Error when there are no credentials.
  Result<Signed> sign(const std::string& operation, std::string body);

  /// Keys newer than those of that generation, which the service refused.
  Result<Done> renew(std::uint64_t generation);

  /// What the service's own clock says from now on counts for signatures; it is logged. False: the answer tells nothing
  /// of the time, or nothing new.
  bool learn_time(const HttpAnswer&);
  Duration clock_offset() const { return Duration{offset_.load()}; }

  /// The fault without what it quotes of our secrets.
  AwsFault masked(AwsFault) const;

  /// A reason for people to what a fault says, when we know more: whose keys they were, how far the clocks are apart.
  std::string explain(const AwsFault&) const;

  /// Between 0 and `most`, evenly.
  Duration jitter(Duration most);

  /// One more request is under way; false: `most` are already, over all threads. 0: as many as anybody likes.
  bool enter(std::size_t most);
  void leave() { --under_way_; }

  const AwsPlace& place() const { return place_; }
  const AwsOutside& outside() const { return outside_; }
  Breaker& breaker() { return breaker_; }

 private:
  AwsSignature signature_by(const AwsCredentials&, const AwsRequest&, const SigningScope&);

  const AwsPlace place_;
  const AwsOutside outside_;
  Breaker breaker_{};
  std::atomic<std::size_t> under_way_{0};
  std::atomic<std::int64_t> offset_{0};  // of their clock from ours, in milliseconds
  mutable std::mutex mutex_{};
  std::optional<Signer> signer_{};  // of the keys of generation_, all below under mutex_
  std::uint64_t generation_ = 0;
  Mask mask_{};
  std::minstd_rand random_;
  std::string identity_{};  // whose keys they are, for people
  std::string hint_{};      // what keeps them from working, if anything is known
};

}  // namespace jada
