// The credentials of one choice, for all threads: who renews them, when, and what counts until then.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>

#include "resources/apis/aws/aws_credentials.h"
#include "resources/apis/aws/aws_ports.h"

namespace jada {

/// Thread-safe; see AwsCredentialChain. Borrows the ports and the count of generations.
class KeptCredentials {
 public:
  KeptCredentials(const AwsPorts& ports, AwsIdentityChoice choice, std::atomic<std::uint64_t>& generations)
      : ports_(ports), choice_(std::move(choice)), generations_(generations) {}

  Result<AwsCredentials> current();
  Result<AwsCredentials> renewed(std::uint64_t refused_generation);

 private:
  using Refused = std::optional<std::uint64_t>;  // generation whose keys a service no longer takes

  bool lives() const { return held_ && ports_.clock.now() < lives_until_; }
  bool is_fresh() const { return lives() && ports_.clock.now() < renew_at_; }
  Result<AwsCredentials> outcome() const;
  std::optional<Result<AwsCredentials>> known_of(std::uint64_t refused_generation) const;
  Result<AwsCredentials> search(Refused);
  Result<AwsCredentials> found(AwsCredentials, Refused);
  Result<AwsCredentials> failed(Error, Refused);
  void schedule();

  const AwsPorts& ports_;
  const AwsIdentityChoice choice_;
  std::atomic<std::uint64_t>& generations_;

  std::mutex turn_{};   // held by who searches
  std::mutex mutex_{};  // for all below; taken after turn_, never held while somebody is asked
  std::optional<AwsCredentials> held_{};
  Time renew_at_{};
  Time lives_until_{};
  std::uint64_t searches_ = 0;      // that came to an end
  std::optional<Error> trouble_{};  // of the last search
  Refused barren_for_{};            // there was nothing new
  Time barren_until_{};
  Error barren_{};
};

}  // namespace jada
