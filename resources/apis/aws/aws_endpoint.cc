#include "resources/apis/aws/aws_endpoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/base/web_address.h"

namespace jada {
namespace {

std::string variable(Secrets& secrets, const std::string& name) {
  const auto value = secrets.variable(name);
  return value ? value->reveal() : std::string();
}

std::string upper(std::string text) {
  for (char& c : text) c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// The partitions of AWS are told apart by how their regions begin.
std::string_view domain_of(std::string_view region) {
  constexpr std::pair<std::string_view, std::string_view> kDomains[] = {
      {"cn-", "amazonaws.com.cn"},    {"us-iso-", "c2s.ic.gov"},      {"us-isob-", "sc2s.sgov.gov"},
      {"eu-isoe-", "cloud.adc-e.uk"}, {"us-isof-", "csp.hci.ic.gov"}, {"eusc-", "amazonaws.eu"},
  };
  for (const auto& [start, domain] : kDomains) {
    if (region.starts_with(start)) return domain;
  }
  return "amazonaws.com";
}

struct Named {
  std::string url{};
  std::string from{};
};

// What a person says; empty: nothing.
Named named_endpoint(const std::string& service, Secrets& secrets, const AwsProfiles& profiles,
                     const std::string& profile) {
  const std::string ignoring = variable(secrets, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
  const std::string ignores = ignoring.empty() ? profiles.text(profile, "ignore_configured_endpoint_urls") : ignoring;
  if (lower(ignores) == "true") return {};
  for (const std::string& name : {"AWS_ENDPOINT_URL_" + upper(service), std::string("AWS_ENDPOINT_URL")}) {
    if (std::string url = variable(secrets, name); !url.empty()) return {url, name};
  }
  std::string key = service;
  std::replace(key.begin(), key.end(), '-', '_');
  if (std::string url = profiles.service_text(profile, key, "endpoint_url"); !url.empty())
    return {url, fmt::format("endpoint_url of {} in the services of the profile {}", key, profile)};
  if (std::string url = profiles.text(profile, "endpoint_url"); !url.empty())
    return {url, "endpoint_url of the profile " + profile};
  return {};
}

}  // namespace

bool is_aws_region(std::string_view name) {
  return !name.empty() && name.size() < 40 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

AwsAddress address_of(const std::string& url) {
  const auto host = url.find("://") + 3;
  const auto path = std::min(url.find('/', host), url.size());
  AwsAddress address{.origin = url.substr(0, path), .host = url.substr(host, path - host), .path = url.substr(path)};
  if (!address.path.ends_with('/')) address.path += '/';
  // What goes without saying is not said in the header either.
  const std::string_view own_port = url.starts_with("https:") ? ":443" : ":80";
  if (address.host.ends_with(own_port)) address.host.resize(address.host.size() - own_port.size());
  return address;
}

std::string profile_in_use(Secrets& secrets, const std::string& chosen) {
  if (!chosen.empty()) return chosen;
  const std::string named = variable(secrets, "AWS_PROFILE");
  return named.empty() ? "default" : named;
}

std::string region_in_use(Secrets& secrets, const AwsProfiles& profiles, const std::string& profile,
                          const std::string& chosen) {
  if (!chosen.empty()) return chosen;
  for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (std::string region = variable(secrets, name); !region.empty()) return region;
  }
  return profiles.text(profile, "region");
}

Result<AwsEndpoint> endpoint_of(const std::string& service, const std::string& region, Secrets& secrets,
                                const AwsProfiles& profiles, const std::string& profile) {
  Named named = named_endpoint(service, secrets, profiles, profile);
  if (named.url.empty()) {
    if (region.empty()) return Error{Code::denied, "no AWS region is named: set AWS_REGION"};
    if (!is_aws_region(region))
      return Error{Code::denied, "this is no AWS region: " + printable(shortened(region, 40))};
    named.url = fmt::format("https://{}.{}.{}", service, region, domain_of(region));
  }
  if (!is_trustworthy(named.url) || named.url.find_first_of("?#") != std::string::npos)
    return Error{Code::denied, named.from + " is no https address, nor an http address of this machine"};
  while (named.url.ends_with('/')) named.url.pop_back();
  AwsEndpoint endpoint{std::move(named.url), std::move(named.from), variable(secrets, "AWS_CA_BUNDLE")};
  if (endpoint.roots.empty()) endpoint.roots = profiles.text(profile, "ca_bundle");
  return endpoint;
}

Result<AwsEndpoint> endpoint_of(const std::string& service, const std::string& region, Secrets& secrets,
                                const std::string& home, const std::string& profile) {
  return endpoint_of(service, region, secrets, AwsProfiles::read(secrets, home), profile_in_use(secrets, profile));
}

}  // namespace jada
