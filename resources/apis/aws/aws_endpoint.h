// Where the services of AWS are, and what a person says instead.
#pragma once

#include <string>
#include <string_view>

#include "engine/ports/secrets.h"
#include "resources/apis/aws/aws_profiles.h"

namespace jada {

struct AwsEndpoint {
  std::string url{};    ///< without a slash at its end
  std::string from{};   ///< who says so: `AWS_ENDPOINT_URL_DYNAMODB`; empty: it is AWS itself
  std::string roots{};  ///< HttpRequest::roots: AWS_CA_BUNDLE, else ca_bundle of the profile
};

/// As AWS names regions: more than letters, digits and dashes would lead to another host.
bool is_aws_region(std::string_view name);

/// An endpoint as a request and its signature take it.
struct AwsAddress {
  std::string origin{};    ///< scheme, host and port: what stands before the path
  std::string host{};      ///< as the Host header will say
  std::string path = "/";  ///< raw, with a slash at its end
};
AwsAddress address_of(const std::string& endpoint_url);

/// The profile that counts where nobody names one: AWS_PROFILE, else `default`.
std::string profile_in_use(Secrets&, const std::string& chosen);

/// `chosen`, else AWS_REGION, AWS_DEFAULT_REGION, the profile's. Empty: nobody says.
std::string region_in_use(Secrets&, const AwsProfiles&, const std::string& profile, const std::string& chosen);

/// `service` as in the name of its host: `dynamodb`, `sts`. AWS_ENDPOINT_URL_SERVICE, AWS_ENDPOINT_URL, the service of
/// the profile's services section, its endpoint_url, unless AWS_IGNORE_CONFIGURED_ENDPOINT_URLS; else the regional
/// endpoint. Files that cannot be read say nothing here: who needs keys of them is told. denied: no region is known, or
/// a place is named that no secret may go to (http beyond this machine).
Result<AwsEndpoint> endpoint_of(const std::string& service, const std::string& region, Secrets&, const AwsProfiles&,
                                const std::string& profile);

/// The same for whoever has read no files: `profile` empty is profile_in_use.
Result<AwsEndpoint> endpoint_of(const std::string& service, const std::string& region, Secrets&,
                                const std::string& home, const std::string& profile);

}  // namespace jada
