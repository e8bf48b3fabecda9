// What the Security Token Service answers, in XML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/secret.h"
#include "engine/ports/http.h"
#include "resources/apis/aws/aws_credentials.h"

namespace jada {

/// Why STS gave no keys.
struct StsRefusal {
  int status = 0;
  std::string code{};     ///< `AccessDenied`; empty: the body says none
  std::string message{};  ///< one line, without what was secret in the request

  bool can_pass() const;           ///< waiting may help
  bool is_about_the_time() const;  ///< one of the two clocks is wrong
};

/// Origin is the caller's to fill. `secrets`: what the request held, which a refusal may quote.
std::variant<AwsCredentials, StsRefusal> read_sts_answer(const HttpAnswer&,
                                                         const std::vector<std::string_view>& secrets);

}  // namespace jada
