// OAuth 2.0 as a client speaks it: requests to a provider and what its answers say. No policy, no files, no clock.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/ports/http.h"
#include "resources/apis/form.h"

namespace jada {

/// How a client proves who it is at the token endpoint (RFC 6749 §2.3, OpenID Connect Core §9).
enum class ClientAuth { post, basic, private_key_jwt, none };

struct OAuthClient {
  std::string id;
  Secret secret{};     ///< post, basic
  Secret assertion{};  ///< private_key_jwt: the signed proof
  ClientAuth auth = ClientAuth::post;
};

// Each request has exactly one client authentication, a body (never a query) and no redirect.
HttpRequest refresh_request(const std::string& url, const OAuthClient&, const Secret& refresh_token);
HttpRequest client_credentials_request(const std::string& url, const OAuthClient&, const std::string& scope);
HttpRequest code_request(const std::string& url, const OAuthClient&, const Secret& code, const std::string& redirect,
                         const Secret& verifier);
HttpRequest device_token_request(const std::string& url, const OAuthClient&, const Secret& device_code);
HttpRequest device_request(const std::string& url, const OAuthClient&, const std::string& scope);
HttpRequest revocation_request(const std::string& url, const OAuthClient&, const Secret& token);
/// RFC 7523 §2.1: the assertion is the grant and the proof of the client.
HttpRequest jwt_bearer_request(const std::string& url, const Secret& assertion);

/// A 200 with an access token.
struct TokenAnswer {
  Secret access{};
  Secret refresh{};  ///< empty: the old one stays
  Secret id_token{};
  std::optional<Duration> lifetime{};          ///< expires_in; none: not said, or nonsense
  std::optional<Duration> refresh_lifetime{};  ///< refresh_token_expires_in
  std::optional<std::string> scope{};
};

/// Anything else that came back.
struct Refusal {
  int status = 0;
  std::string error{};        ///< `invalid_grant`; empty: the body says none
  std::string subtype{};      ///< error_subtype, suberror
  std::string description{};  ///< one line, cut, cleaned
  std::optional<Duration> retry_after{};
  enum class Body { none, json, other };
  Body body = Body::none;
};

/// What the token endpoint answered. A 200 without a usable access token is a Refusal.
std::variant<TokenAnswer, Refusal> read_token_answer(const HttpAnswer&, const HttpRequest& sent);
/// The refusal in any answer that is not what was asked for; what it quotes of the secrets that were sent is masked.
Refusal read_refusal(const HttpAnswer&, const HttpRequest& sent);

/// RFC 8414 and OpenID Connect Discovery: what the issuer says of itself.
struct ProviderMetadata {
  std::string token_url{};
  std::string authorization_url{};
  std::string device_url{};
  std::string revocation_url{};
};
/// Where the metadata of an issuer may be, likeliest first.
std::vector<std::string> metadata_urls(const std::string& issuer);
/// Code::invalid when the document is none, or names another issuer (RFC 8414 §3.3).
Result<ProviderMetadata> read_metadata(const HttpAnswer&, const std::string& issuer);

/// Its texts can be shown: no control characters, no more than a line.
struct DeviceGrant {
  Secret device_code{};
  std::string user_code{};
  std::string address{};           ///< verification_uri
  std::string complete_address{};  ///< with the code in it; may be empty
  Duration lifetime = std::chrono::minutes{10};
  Duration interval = std::chrono::seconds{5};
};
std::variant<DeviceGrant, Refusal> read_device_answer(const HttpAnswer&, const HttpRequest& sent);

/// The server's clock minus ours, by the Date header against the middle of the exchange; none without the header.
std::optional<Duration> clock_offset(const HttpAnswer&);

}  // namespace jada
