// Becoming a role: what the Security Token Service is asked, and with what.
#pragma once

#include <optional>
#include <string>

#include "resources/apis/aws/aws_credentials.h"
#include "resources/apis/aws/aws_endpoint.h"
#include "resources/apis/aws/aws_ports.h"

namespace jada {

struct RoleWish {
  std::string arn{};
  std::string session_name{};  ///< empty: ours
  std::string external_id{};
  std::string duration_seconds{};  ///< as somebody wrote it: 900 to 43200; empty: AWS's own, an hour
};

/// The STS of one region. Borrows the ports. denied: AWS refuses, told with its code and message, or the wish cannot be
/// meant. unavailable: STS does not answer now.
class Sts {
 public:
  /// denied: no region is known, or none that exists; an endpoint that no secret may go to.
  static Result<Sts> in(const std::string& region, const AwsPorts&, const AwsProfiles&, const std::string& profile);

  /// Signed with `by`.
  Result<AwsCredentials> assume(const RoleWish&, const AwsCredentials& by) const;
  /// The token is its own proof; its file is read anew each time.
  Result<AwsCredentials> assume_by_token(const RoleWish&, const std::string& token_file) const;

 private:
  Sts(const AwsPorts& ports, AwsEndpoint endpoint, std::string region)
      : ports_(ports),
        endpoint_(std::move(endpoint)),
        address_(address_of(endpoint_.url)),
        region_(std::move(region)) {}
  HttpRequest request(Secret body) const;
  HttpRequest signed_request(const RoleWish&, const AwsCredentials& by, Duration clock_offset) const;
  Error no_answer(const HttpTrouble&) const;
  Error refusal(const std::string& action, const struct StsRefusal&) const;

  const AwsPorts& ports_;
  AwsEndpoint endpoint_;
  AwsAddress address_;
  std::string region_;
};

}  // namespace jada
