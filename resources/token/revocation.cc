#include "resources/token/revocation.h"

#include "resources/token/attempt.h"
#include "resources/token/login_endpoints.h"
#include "resources/token/refresh.h"

namespace jada {
namespace {

Setback undeclared(std::string cause) {
  return {{.fault = Fault::not_declared_fully, .cause = std::move(cause)}, Setback::Kind::failed};
}

}  // namespace

std::optional<Setback> revoke(const Token::Spec& spec, Env& env) {
  const auto turn = take_turn(spec, env);
  if (!turn) return Setback{{.fault = Fault::locked, .cause = turn.error().message}};
  Attempt attempt(spec, env);
  attempt.look();
  const auto credentials = attempt.credentials();
  if (!credentials) return undeclared(credentials.error().message);
  const auto endpoints = login_endpoints(spec, **credentials, env);
  if (!endpoints) return undeclared(endpoints.error().message);
  if (endpoints->revocation_url.empty())
    return undeclared("no revocation endpoint: declare `issuer` or `revocation_url`");
  const Secret token = attempt.revocable();
  if (token.empty())
    return Setback{{.fault = Fault::file_missing, .cause = spec.file + ": there is no token to revoke"}};
  const HttpRequest sent = revocation_request(endpoints->revocation_url, (*credentials)->client, token);
  const auto reply = env.http.send(sent);
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return Setback{attempt.explain(*trouble)};
  const auto& answer = std::get<HttpAnswer>(reply);
  if (answer.status != 200) return Setback{attempt.explain(read_refusal(answer, sent))};
  const auto kept = attempt.remember_revocation();
  if (kept) return std::nullopt;
  return Setback{{.fault = Fault::file_not_writable,
                  .cause = "revoked, but the state could not be written: " + kept.error().message},
                 Setback::Kind::half_done};
}

}  // namespace jada
