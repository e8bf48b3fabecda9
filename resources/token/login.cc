#include "resources/token/login.h"

#include <fmt/format.h>

#include "engine/base/base64.h"
#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "resources/token/attempt.h"
#include "resources/token/credentials.h"
#include "resources/token/refresh.h"

namespace jada {
namespace {

constexpr std::string_view kGoogle = "https://oauth2.googleapis.com/token";

Diagnosis undeclared(std::string cause) { return {.fault = Fault::not_declared_fully, .cause = std::move(cause)}; }

// The value of one name in `code=…&state=…`, decoded.
std::string query_value(const std::string& query, std::string_view name) {
  std::size_t at = 0;
  while (at <= query.size()) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string_view pair(query.data() + at, end - at);
    const auto equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != std::string_view::npos)
      return percent_decoded(pair.substr(equals + 1));
    at = end + 1;
  }
  return {};
}

std::string authorization_address(const Token::Spec& spec, const std::string& endpoint, const OAuthClient& client,
                                  const LoginDesk& desk) {
  Form form;
  form.add("response_type", "code");
  form.add("client_id", client.id);
  form.add("redirect_uri", desk.redirect);
  form.add("scope", join(spec.scopes, " "));
  form.add("state", desk.nonce);
  form.add("code_challenge", base64url(sha256(desk.verifier)));
  form.add("code_challenge_method", "S256");
  // Without these Google sends no refresh token, and OpenID providers none for offline_access.
  form.add("access_type", "offline");
  form.add("prompt", "consent");
  return endpoint + (endpoint.find('?') == std::string::npos ? "?" : "&") + form.take().reveal();
}

// One login: what both ways have in common.
class Login {
 public:
  Login(const Token::Spec& spec, Env& env) : spec_(spec), env_(env), attempt_(spec, env) {}

  std::optional<Diagnosis> prepare() {
    attempt_.look();
    if (auto trouble = attempt_.bars_login()) return trouble;
    auto endpoints = endpoints_of_login(spec_, env_);
    if (!endpoints) return undeclared(endpoints.error().message);
    endpoints_ = std::move(*endpoints);
    auto credentials = attempt_.credentials();
    if (!credentials) return undeclared(credentials.error().message);
    credentials_ = *credentials;
    return std::nullopt;
  }

  const ProviderMetadata& endpoints() const { return endpoints_; }
  const OAuthClient& client() const { return credentials_->client; }
  const std::string& token_url() const { return credentials_->token_url; }

  // None of what was there is lost before the new token has proven itself.
  std::optional<Diagnosis> finish(const HttpAnswer& answer, const HttpRequest& sent) {
    auto read = read_token_answer(answer, sent);
    if (const auto* refusal = std::get_if<Refusal>(&read)) return attempt_.explain(*refusal);
    const auto turn = take_turn(spec_, env_);
    if (!turn) return Diagnosis{.fault = Fault::locked, .cause = turn.error().message};
    attempt_.look();  // a person takes minutes, in which others may have refreshed
    return attempt_.adopt_login(std::get<TokenAnswer>(read), answer);
  }

  Diagnosis explain(const HttpTrouble& trouble) { return attempt_.explain(trouble); }
  Diagnosis explain(const Refusal& refusal) { return attempt_.explain(refusal); }

 private:
  const Token::Spec& spec_;
  Env& env_;
  Attempt attempt_;
  ProviderMetadata endpoints_{};
  const Credentials* credentials_ = nullptr;
};

}  // namespace

Result<ProviderMetadata> endpoints_of_login(const Token::Spec& spec, Env& env) {
  ProviderMetadata endpoints;
  if (!spec.issuer.empty()) {
    auto metadata = discover(spec.issuer, env);
    if (!metadata) return metadata.error();
    endpoints = std::move(*metadata);
  } else if (spec.token_url == kGoogle) {
    endpoints = {.token_url = std::string(kGoogle),
                 .authorization_url = "https://accounts.google.com/o/oauth2/v2/auth",
                 .device_url = "https://oauth2.googleapis.com/device/code",
                 .revocation_url = "https://oauth2.googleapis.com/revoke"};
  }
  if (!spec.authorization_url.empty()) endpoints.authorization_url = spec.authorization_url;
  if (!spec.device_url.empty()) endpoints.device_url = spec.device_url;
  if (!spec.revocation_url.empty()) endpoints.revocation_url = spec.revocation_url;
  return endpoints;
}

std::optional<Diagnosis> login_by_browser(const Token::Spec& spec, const LoginDesk& desk, Env& env) {
  Login login(spec, env);
  if (auto trouble = login.prepare()) return trouble;
  const std::string& endpoint = login.endpoints().authorization_url;
  if (endpoint.empty()) return undeclared("no authorization endpoint: declare `issuer` or `authorization_url`");
  const auto query = desk.browse(authorization_address(spec, endpoint, login.client(), desk));
  if (!query) return Diagnosis{.fault = Fault::request_refused, .cause = query.error().message};
  const std::string refused = query_value(query->reveal(), "error");
  if (!refused.empty()) return login.explain(Refusal{.status = 302, .error = printable(refused)});
  if (query_value(query->reveal(), "state") != desk.nonce)
    return Diagnosis{.fault = Fault::request_refused,
                     .cause = "what came back belongs to another login (`state` differs): nothing was changed"};
  const Secret code(query_value(query->reveal(), "code"));
  if (code.empty()) return Diagnosis{.fault = Fault::request_refused, .cause = "what came back has no code in it"};
  const Secret verifier(desk.verifier);
  const HttpRequest sent = code_request(login.token_url(), login.client(), code, desk.redirect, verifier);
  const auto reply = env.http.send(sent);
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return login.explain(*trouble);
  return login.finish(std::get<HttpAnswer>(reply), sent);
}

std::optional<Diagnosis> login_by_device(const Token::Spec& spec, const LoginDesk& desk, Env& env) {
  Login login(spec, env);
  if (auto trouble = login.prepare()) return trouble;
  const std::string& endpoint = login.endpoints().device_url;
  if (endpoint.empty()) return undeclared("no device endpoint: declare `issuer` or `device_url`");
  const HttpRequest asked = device_request(endpoint, login.client(), join(spec.scopes, " "));
  const auto begun = env.http.send(asked);
  if (const auto* trouble = std::get_if<HttpTrouble>(&begun)) return login.explain(*trouble);
  const auto read = read_device_answer(std::get<HttpAnswer>(begun), asked);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return login.explain(*refusal);
  const auto& grant = std::get<DeviceGrant>(read);
  desk.show_code(grant.complete_address.empty() ? grant.address : grant.complete_address, grant.user_code);

  Duration interval = grant.interval;
  for (Duration waited{0}; waited < grant.lifetime; waited += interval) {
    if (!desk.wait(interval))
      return Diagnosis{.fault = Fault::request_refused, .cause = "stopped: nothing was changed"};
    const HttpRequest sent = device_token_request(login.token_url(), login.client(), grant.device_code);
    const auto reply = env.http.send(sent);
    const auto* answer = std::get_if<HttpAnswer>(&reply);
    if (answer == nullptr) {  // RFC 8628 §3.5: a lost answer doubles the pause
      interval *= 2;
      continue;
    }
    const Refusal refusal = read_refusal(*answer, sent);
    if (refusal.error == "authorization_pending") continue;
    if (refusal.error == "slow_down") {
      interval += std::chrono::seconds{5};
      continue;
    }
    return login.finish(*answer, sent);
  }
  return Diagnosis{.fault = Fault::request_refused, .cause = "the code was not typed in time: nothing was changed"};
}

std::optional<Diagnosis> revoke(const Token::Spec& spec, Env& env) {
  const auto turn = take_turn(spec, env);
  if (!turn) return Diagnosis{.fault = Fault::locked, .cause = turn.error().message};
  Attempt attempt(spec, env);
  attempt.look();
  const auto endpoints = endpoints_of_login(spec, env);
  if (!endpoints) return undeclared(endpoints.error().message);
  if (endpoints->revocation_url.empty())
    return undeclared("no revocation endpoint: declare `issuer` or `revocation_url`");
  const auto credentials = attempt.credentials();
  if (!credentials) return undeclared(credentials.error().message);
  const Secret token = attempt.revocable();
  if (token.empty())
    return Diagnosis{.fault = Fault::file_missing, .cause = spec.file + ": there is no token to revoke"};
  const HttpRequest sent = revocation_request(endpoints->revocation_url, (*credentials)->client, token);
  const auto reply = env.http.send(sent);
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return attempt.explain(*trouble);
  const auto& answer = std::get<HttpAnswer>(reply);
  if (answer.status != 200) return attempt.explain(read_refusal(answer, sent));
  const auto kept = attempt.remember_revocation();
  if (kept) return std::nullopt;
  return Diagnosis{.fault = Fault::file_not_writable,
                   .cause = "revoked, but the state could not be written: " + kept.error().message};
}

}  // namespace jada
