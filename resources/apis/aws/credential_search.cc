#include "resources/apis/aws/credential_search.h"

#include <fmt/format.h>

#include "resources/apis/aws/aws_endpoint.h"
#include "resources/apis/aws/container_credentials.h"
#include "resources/apis/aws/environment_credentials.h"
#include "resources/apis/aws/instance_metadata.h"
#include "resources/apis/aws/profile_credentials.h"
#include "resources/apis/aws/sts.h"

namespace jada {
namespace {

// What was not found, place by place.
class Places {
 public:
  // Whether the search ends here.
  bool ends(const char* place, const Sought& found) {
    const auto* nothing = std::get_if<NotSetUp>(&found);
    if (nothing == nullptr) return true;
    said_ += fmt::format("{}{}: {}", said_.empty() ? "" : "; ", place, nothing->why);
    return false;
  }
  NotSetUp nothing() const { return {"no AWS credentials found: " + said_}; }
  // The last place is asked wherever we are: its trouble tells less than what the others have not.
  Error nothing_but(const char* place, const Error& error) const {
    return {error.code, fmt::format("{}; {}: {}", nothing().why, place, error.message)};
  }

 private:
  std::string said_{};
};

void warn_of_two(const AwsPorts& ports, const AwsIdentityChoice& choice) {
  if (ports.variable("AWS_ACCESS_KEY_ID").empty() || !ports.secrets.variable("AWS_SECRET_ACCESS_KEY")) return;
  if (!choice.profile.empty()) {
    ports.told.warn(
        fmt::format("the profile {} is used, and not AWS_ACCESS_KEY_ID of the environment", choice.profile));
  } else if (!ports.variable("AWS_PROFILE").empty()) {
    ports.told.warn("AWS_ACCESS_KEY_ID of the environment is used, and not AWS_PROFILE, which is set too");
  }
}

// A profile that somebody names has to be there.
Sought from_profile(const AwsPorts& ports, const AwsIdentityChoice& choice) {
  const AwsProfiles profiles = AwsProfiles::read(ports.secrets, ports.home);
  const std::string profile = profile_in_use(ports.secrets, choice.profile);
  Sought found = ProfileCredentials(ports, profiles, choice.region).of(profile);
  const auto* nothing = std::get_if<NotSetUp>(&found);
  const bool is_named = !choice.profile.empty() || !ports.variable("AWS_PROFILE").empty();
  // What AWS_PROFILE names may hold no more than a region.
  const bool is_wanted = !choice.profile.empty() || !profiles.has(profile);
  if (nothing == nullptr || !is_named || !is_wanted) return found;
  return Error{Code::denied,
               fmt::format("profile {}{}: {}", profile, choice.profile.empty() ? " (AWS_PROFILE)" : "", nothing->why)};
}

Sought found_for(const AwsPorts& ports, const AwsIdentityChoice& choice) {
  warn_of_two(ports, choice);
  if (!choice.profile.empty()) return from_profile(ports, choice);
  Places places;
  Sought found = environment_credentials(ports);
  if (places.ends("environment", found)) return found;
  found = web_identity_credentials(ports, choice.region);
  if (places.ends("web identity", found)) return found;
  found = from_profile(ports, choice);
  const std::string profile = "profile " + profile_in_use(ports.secrets, "");
  if (places.ends(profile.c_str(), found)) return found;
  found = container_credentials(ports);
  if (auto* error = std::get_if<Error>(&found)) return within("container", *error);
  if (places.ends("container", found)) return found;
  found = InstanceMetadata(ports).credentials();
  if (auto* error = std::get_if<Error>(&found)) return places.nothing_but("instance profile", *error);
  if (places.ends("instance profile", found)) return found;
  return places.nothing();
}

}  // namespace

Sought search_credentials(const AwsPorts& ports, const AwsIdentityChoice& choice) {
  Sought found = found_for(ports, choice);
  auto* by = std::get_if<AwsCredentials>(&found);
  if (by == nullptr || choice.role_arn.empty()) return found;
  const AwsProfiles profiles = AwsProfiles::read(ports.secrets, ports.home);
  const std::string profile = profile_in_use(ports.secrets, choice.profile);
  const auto sts = Sts::in(region_in_use(ports.secrets, profiles, profile, choice.region), ports, profiles, profile);
  if (!sts) return sts.error();
  auto assumed = sts->assume({.arn = choice.role_arn}, *by);
  if (!assumed) return assumed.error();
  return std::move(*assumed);
}

}  // namespace jada
