#include "resources/token/login_endpoints.h"

#include "engine/base/text.h"
#include "engine/base/web_address.h"

namespace jada {
namespace {

Result<ProviderMetadata> named(const Token::Spec& spec, const Credentials& from, Env& env) {
  if (!spec.issuer.empty()) return discover(spec.issuer, env);
  if (is_google(from.token_url))
    return ProviderMetadata{.token_url = from.token_url,
                            .authorization_url = "https://accounts.google.com/o/oauth2/v2/auth",
                            .device_url = "https://oauth2.googleapis.com/device/code",
                            .revocation_url = "https://oauth2.googleapis.com/revoke"};
  return ProviderMetadata{.token_url = from.token_url, .authorization_url = from.authorization_url};
}

}  // namespace

Result<ProviderMetadata> login_endpoints(const Token::Spec& spec, const Credentials& from, Env& env) {
  auto endpoints = named(spec, from, env);
  if (!endpoints) return endpoints;
  if (!spec.authorization_url.empty()) endpoints->authorization_url = spec.authorization_url;
  if (!spec.device_url.empty()) endpoints->device_url = spec.device_url;
  if (!spec.revocation_url.empty()) endpoints->revocation_url = spec.revocation_url;
  for (const std::string* url : {&endpoints->authorization_url, &endpoints->device_url, &endpoints->revocation_url}) {
    if (url->empty() || is_trustworthy(*url)) continue;
    return Error{Code::invalid, "the provider is said to be at an address that is neither https nor this machine: " +
                                    shortened(printable(*url), 100)};
  }
  return endpoints;
}

}  // namespace jada
