#include "resources/apis/aws/environment_credentials.h"

#include <fmt/format.h>

#include "resources/apis/aws/sts.h"

namespace jada {
namespace {

constexpr const char* kId = "AWS_ACCESS_KEY_ID";
constexpr const char* kSecret = "AWS_SECRET_ACCESS_KEY";
constexpr const char* kToken = "AWS_SESSION_TOKEN";
constexpr const char* kTokenFile = "AWS_WEB_IDENTITY_TOKEN_FILE";
constexpr const char* kRole = "AWS_ROLE_ARN";

Error half(const char* set, const char* missing) {
  return {Code::denied, fmt::format("environment: {} is set, but {} is not", set, missing)};
}

Error no_key(const char* name) {
  return {Code::denied, fmt::format("environment: {} has blanks or other characters in it that no key has", name)};
}

}  // namespace

Sought environment_credentials(const AwsPorts& ports) {
  const std::string id = ports.variable(kId);
  auto secret = ports.secrets.variable(kSecret);
  if (id.empty() && !secret) return NotSetUp{fmt::format("{} is not set", kId)};
  if (id.empty()) return half(kSecret, kId);
  if (!secret) return half(kId, kSecret);
  if (!fits_header(id)) return no_key(kId);
  if (!fits_header(secret->reveal())) return no_key(kSecret);
  auto token = ports.secrets.variable(kToken);
  if (token && !fits_header(token->reveal())) return no_key(kToken);
  AwsCredentials found{.origin = fmt::format("{} of the environment", kId)};
  found.keys = {id, std::move(*secret), Secret()};
  if (token) found.keys.session_token = std::move(*token);
  return found;
}

Sought web_identity_credentials(const AwsPorts& ports, const std::string& region) {
  const std::string file = ports.variable(kTokenFile);
  if (file.empty()) return NotSetUp{fmt::format("{} is not set", kTokenFile)};
  const RoleWish wish{.arn = ports.variable(kRole), .session_name = ports.variable("AWS_ROLE_SESSION_NAME")};
  if (wish.arn.empty()) return half(kTokenFile, kRole);
  const AwsProfiles profiles = AwsProfiles::read(ports.secrets, ports.home);
  const std::string profile = profile_in_use(ports.secrets, "");
  const auto sts = Sts::in(region_in_use(ports.secrets, profiles, profile, region), ports, profiles, profile);
  if (!sts) return within("web identity", sts.error());
  auto found = sts->assume_by_token(wish, file);
  if (!found) return within("web identity", found.error());
  return std::move(*found);
}

}  // namespace jada
