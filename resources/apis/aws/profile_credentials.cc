#include "resources/apis/aws/profile_credentials.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "resources/apis/aws/container_credentials.h"
#include "resources/apis/aws/environment_credentials.h"
#include "resources/apis/aws/instance_metadata.h"
#include "resources/apis/aws/sts.h"

namespace jada {
namespace {

template <class T>
Sought sought(Result<T> found) {
  if (!found) return found.error();
  return std::move(*found);
}

}  // namespace

Error ProfileCredentials::fault(const std::string& profile, const std::string& what) const {
  return {Code::denied, fmt::format("profile {} {}", profile, what)};
}

Sought ProfileCredentials::of(const std::string& profile) {
  if (!profiles_.has(profile)) {
    if (const auto trouble = profiles_.trouble()) return *trouble;
    return NotSetUp{profiles_.absence(profile)};
  }
  // Of a profile that another one names as its source the keys count first: so a profile may name itself.
  const bool is_source = !path_.empty();
  if (is_source) {
    Sought own = own_keys(profile);
    if (!std::holds_alternative<NotSetUp>(own)) return own;
  }
  if (!profiles_.text(profile, "role_arn").empty()) return from_role(profile);
  if (!is_source) {
    Sought own = own_keys(profile);
    if (!std::holds_alternative<NotSetUp>(own)) return own;
  }
  return needs_person_or_program(profile);
}

Sought ProfileCredentials::own_keys(const std::string& profile) {
  auto keys = profiles_.keys(profile);
  if (!keys) return keys.error();
  if (!*keys) return NotSetUp{"has no keys"};
  ProfileKeys& found = **keys;
  if (found.is_open_to_others)
    ports_.told.warn(fmt::format("others on this machine can read or change {}: chmod 600 it", found.file));
  return AwsCredentials{.keys = std::move(found.keys),
                        .origin = fmt::format("the profile {} in {}", profile, found.file)};
}

Sought ProfileCredentials::needs_person_or_program(const std::string& profile) const {
  const auto has = [&](const char* setting) { return !profiles_.text(profile, setting).empty(); };
  for (const char* setting : {"sso_session", "sso_start_url", "sso_account_id", "login_session"}) {
    if (has(setting))
      return fault(profile, fmt::format("signs in a person ({}), which a program that runs alone cannot: give it a "
                                        "role_arn or keys",
                                        setting));
  }
  if (has("credential_process"))
    return fault(profile,
                 "runs a program for its keys (credential_process), which is not done here: give it a "
                 "role_arn or keys");
  return NotSetUp{"has neither keys nor a role_arn"};
}

Sought ProfileCredentials::from_role(const std::string& profile) {
  const auto text = [&](const char* setting) { return profiles_.text(profile, setting); };
  const RoleWish wish{.arn = text("role_arn"),
                      .session_name = text("role_session_name"),
                      .external_id = text("external_id"),
                      .duration_seconds = text("duration_seconds")};
  const std::string file = text("web_identity_token_file");
  const std::string source = text("source_profile");
  const std::string named = text("credential_source");
  if (!text("mfa_serial").empty())
    return fault(profile, "needs the code of an MFA device (mfa_serial), which only a person has");
  if ((file.empty() ? 0 : 1) + (source.empty() ? 0 : 1) + (named.empty() ? 0 : 1) != 1)
    return fault(profile,
                 "has a role_arn, so it needs one, and only one, of source_profile, credential_source and "
                 "web_identity_token_file");
  const auto sts = Sts::in(region_in_use(ports_.secrets, profiles_, profile, region_), ports_, profiles_, profile);
  if (!sts) return within("profile " + profile, sts.error());
  if (!file.empty()) return sought(sts->assume_by_token(wish, file));
  Sought by = source.empty() ? from_named_source(profile, named) : from_source(profile, source);
  if (auto* found = std::get_if<AwsCredentials>(&by)) return sought(sts->assume(wish, *found));
  return by;
}

Sought ProfileCredentials::from_source(const std::string& profile, const std::string& source) {
  path_.push_back(profile);
  const bool is_known = std::find(path_.begin(), path_.end(), source) != path_.end();
  const auto own = is_known ? profiles_.keys(source) : std::optional<ProfileKeys>();
  if (is_known && (!own || !*own))
    return fault(path_.front(), fmt::format("comes back to where it was: {} → {}", join(path_, " → "), source));
  Sought found = of(source);
  if (const auto* nothing = std::get_if<NotSetUp>(&found))
    return fault(profile, fmt::format("has {} as its source_profile: {}", source, nothing->why));
  return found;
}

Sought ProfileCredentials::from_named_source(const std::string& profile, const std::string& source) {
  Sought found = NotSetUp{"known are Environment, Ec2InstanceMetadata and EcsContainer"};
  if (source == "Environment") found = environment_credentials(ports_);
  if (source == "Ec2InstanceMetadata") found = InstanceMetadata(ports_).credentials();
  if (source == "EcsContainer") found = container_credentials(ports_);
  if (const auto* nothing = std::get_if<NotSetUp>(&found))
    return fault(profile, fmt::format("has {} as its credential_source: {}", source, nothing->why));
  return found;
}

}  // namespace jada
