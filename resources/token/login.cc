#include "resources/token/login.h"

#include <fmt/format.h>

#include "engine/base/base64.h"
#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/base/web_address.h"
#include "resources/token/attempt.h"
#include "resources/token/login_endpoints.h"
#include "resources/token/refresh.h"

namespace jada {
namespace {

constexpr std::size_t kMostOfDescription = 300;

Setback failed(Fault fault, std::string cause, std::string remedy = {}) {
  return {{.fault = fault, .cause = std::move(cause), .remedy = std::move(remedy)}, Setback::Kind::failed};
}

Setback undeclared(std::string cause) { return failed(Fault::not_declared_fully, std::move(cause)); }

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

std::string shown(const std::string& query, std::string_view name) {
  return shortened(printable(query_value(query, name)), kMostOfDescription);
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
  Login(const Token::Spec& spec, Env& env, std::string_view way)
      : spec_(spec), env_(env), attempt_(spec, env), way_(way) {}

  // Whatever can be known before a person is sent to the provider.
  std::optional<Setback> prepare() {
    attempt_.look();
    if (auto trouble = attempt_.bars_login()) return Setback{std::move(*trouble)};
    auto credentials = attempt_.credentials();
    if (!credentials) return undeclared(credentials.error().message);
    credentials_ = *credentials;
    auto endpoints = login_endpoints(spec_, *credentials_, env_);
    if (!endpoints) return undeclared(endpoints.error().message);
    endpoints_ = std::move(*endpoints);
    if (spec_.scopes.empty() && is_google(token_url()))
      return failed(Fault::not_declared_fully, "no scopes are declared, and Google asks nobody for nothing",
                    "declare what the token is for in desired.toml: scopes = [\"https://www.googleapis.com/auth/…\"]");
    return std::nullopt;
  }

  const ProviderMetadata& endpoints() const { return endpoints_; }
  const std::string& token_url() const { return credentials_->token_url; }
  // With a proof made now: a person takes minutes, and none is used twice.
  Result<OAuthClient> client() const { return proven_client(spec_, *credentials_, attempt_.now()); }

  // None of what was there is lost before the new token has proven itself.
  std::optional<Setback> finish(const HttpAnswer& answer, const HttpRequest& sent) {
    auto read = read_token_answer(answer, sent);
    if (const auto* refusal = std::get_if<Refusal>(&read)) return refused(*refusal);
    const auto turn = take_turn(spec_, env_);
    if (!turn) return failed(Fault::locked, turn.error().message);
    attempt_.look();  // others may have refreshed meanwhile
    return attempt_.adopt_login(std::get<TokenAnswer>(read), answer);
  }

  Setback unreached(const HttpTrouble& trouble) const { return {attempt_.explain(trouble), Setback::Kind::failed}; }

  // What a provider says to a login means something else than what it says to a refresh.
  Setback refused(const Refusal& refusal) const {
    const std::string host = host_of(token_url());
    const std::string said = answer_text(refusal, host) + ": ";
    const std::string again = "jada-reconcile token login " + spec_.address.name;
    if (refusal.error == "access_denied")
      return {{.fault = Fault::request_refused,
               .cause = said + "whoever was asked, or a rule of the provider, said no: nothing was changed"},
              Setback::Kind::declined};
    if (refusal.error == "expired_token")
      return failed(Fault::request_refused, said + "the code was not typed in time: nothing was changed",
                    again + " --device");
    const bool is_told_so = refusal.description.find("not allowed for this client") != std::string::npos;
    if (is_told_so || refusal.error == "unauthorized_client" || refusal.error == "unsupported_grant_type")
      return failed(Fault::grant_type_refused, fmt::format("{}the client may not log in by {}", said, way_),
                    fmt::format("allow it that at {}", host));
    if (refusal.error == "invalid_grant")
      return failed(Fault::request_refused, said + "the code came too late, or not from this login", again);
    Setback setback{attempt_.explain(refusal)};
    if (setback.diagnosis.fault != Fault::request_refused) return setback;
    return failed(Fault::request_refused, said + "the provider does not take this login",
                  "check the client at the provider: its redirect address (http://127.0.0.1/callback) and `scopes`");
  }

 private:
  const Token::Spec& spec_;
  Env& env_;
  Attempt attempt_;
  std::string_view way_;
  ProviderMetadata endpoints_{};
  const Credentials* credentials_ = nullptr;
};

// The device code is asked for until it is decided.
std::optional<Setback> poll(Login& login, const DeviceGrant& grant, const LoginDesk& desk, Env& env) {
  Duration interval = grant.interval;
  for (Duration waited{0}; waited < grant.lifetime; waited += interval) {
    if (!desk.wait(interval)) return failed(Fault::request_refused, "stopped: nothing was changed");
    const auto client = login.client();
    if (!client) return undeclared(client.error().message);
    const HttpRequest sent = device_token_request(login.token_url(), *client, grant.device_code);
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
  return login.refused({.status = 400, .error = "expired_token", .body = Refusal::Body::json});
}

}  // namespace

std::optional<Setback> login_by_browser(const Token::Spec& spec, const LoginDesk& desk, Env& env) {
  Login login(spec, env, "browser (authorization code)");
  if (auto trouble = login.prepare()) return trouble;
  const std::string& endpoint = login.endpoints().authorization_url;
  if (endpoint.empty()) return undeclared("no authorization endpoint: declare `issuer` or `authorization_url`");
  const auto known = login.client();
  if (!known) return undeclared(known.error().message);
  const auto query = desk.browse(authorization_address(spec, endpoint, *known, desk));
  if (!query) return failed(Fault::request_refused, query.error().message);
  if (query_value(query->reveal(), "state") != desk.nonce)
    return failed(Fault::request_refused,
                  "what came back belongs to another login (`state` differs): nothing was changed");
  const std::string error = shown(query->reveal(), "error");
  if (!error.empty())
    return login.refused({.status = 302, .error = error, .description = shown(query->reveal(), "error_description")});
  const Secret code(query_value(query->reveal(), "code"));
  if (code.empty()) return failed(Fault::request_refused, "what came back has no code in it: nothing was changed");
  const auto client = login.client();
  if (!client) return undeclared(client.error().message);
  const Secret verifier(desk.verifier);
  const HttpRequest sent = code_request(login.token_url(), *client, code, desk.redirect, verifier);
  const auto reply = env.http.send(sent);
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return login.unreached(*trouble);
  return login.finish(std::get<HttpAnswer>(reply), sent);
}

std::optional<Setback> login_by_device(const Token::Spec& spec, const LoginDesk& desk, Env& env) {
  Login login(spec, env, "a code typed elsewhere (device grant)");
  if (auto trouble = login.prepare()) return trouble;
  const std::string& endpoint = login.endpoints().device_url;
  if (endpoint.empty()) return undeclared("no device endpoint: declare `issuer` or `device_url`");
  const auto client = login.client();
  if (!client) return undeclared(client.error().message);
  const HttpRequest asked = device_request(endpoint, *client, join(spec.scopes, " "));
  const auto begun = env.http.send(asked);
  if (const auto* trouble = std::get_if<HttpTrouble>(&begun)) return login.unreached(*trouble);
  const auto read = read_device_answer(std::get<HttpAnswer>(begun), asked);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return login.refused(*refusal);
  const auto& grant = std::get<DeviceGrant>(read);
  desk.show_code(grant.complete_address.empty() ? grant.address : grant.complete_address, grant.user_code);
  return poll(login, grant, desk, env);
}

}  // namespace jada
