#include "resources/token/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"

namespace jada {
namespace {

using std::chrono::seconds;

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool only_signs_in(const std::vector<std::string>& scopes) {
  return std::all_of(scopes.begin(), scopes.end(), [](const std::string& scope) {
    return scope == "openid" || scope == "email" || scope == "profile" || scope.ends_with("/auth/userinfo.email") ||
           scope.ends_with("/auth/userinfo.profile");
  });
}

bool weekly_deaths(const Past& past) {
  for (std::size_t i = 1; i < past.deaths.size(); ++i) {
    if (about_a_week(past.deaths[i] - past.deaths[i - 1])) return true;
  }
  return false;
}

// Providers say the same few words for every death of a grant: why it died is told by its history.
std::optional<Fault> died_of(const Past& past) {
  if (past.refresh_expires_at && *past.refresh_expires_at <= past.now) return Fault::consent_expired;
  const auto used = last_use(past.proven_at, past.issued_at);
  if (past.idle_limit && used && past.now - *used > *past.idle_limit) return Fault::idle_expired;
  const bool week = past.issued_at && about_a_week(past.now - *past.issued_at);
  // Of scopes that nobody named the likeliest are those that an app is made for.
  if ((week || weekly_deaths(past)) && (past.scopes.empty() || !only_signs_in(past.scopes)))
    return Fault::testing_expired;
  return std::nullopt;
}

Fault dead_grant(const Refusal& refusal, const Past& past) {
  const std::string text = lower(refusal.description);
  if (holds(refusal.subtype, "rapt")) return Fault::session_control;
  if (holds(text, "already used") || holds(text, "already been used") || holds(text, "reuse")) return Fault::reused;
  if (holds(text, "account has been deleted") || holds(text, "account not found") || holds(text, "is disabled"))
    return Fault::account_gone;
  if (holds(text, "short-lived token") || holds(text, "reasonable timeframe")) return Fault::clock_skewed;
  if (holds(text, "jwt signature")) return Fault::signature_refused;
  if (holds(text, "aadsts7000215") || holds(text, "aadsts7000222")) return Fault::client_refused;
  if (holds(text, "aadsts")) return Fault::sign_in_policy;
  if (past.was_replay) return Fault::reused;
  if (const auto why = died_of(past)) return *why;
  const bool said_nothing = text.empty() || text == "bad request" || text == "grant request is invalid";
  return said_nothing ? Fault::grant_refused : Fault::revoked;
}

Fault refused_client(const Refusal& refusal) {
  const std::string text = lower(refusal.description);
  return holds(text, "deleted") || holds(text, "disabled") ? Fault::client_gone : Fault::client_refused;
}

Fault unauthorized_client(const Refusal& refusal) {
  const std::string text = lower(refusal.description);
  return holds(text, "scope") || holds(text, "not authorized for") ? Fault::not_delegated : Fault::grant_type_refused;
}

Fault bad_request(const Refusal& refusal) {
  return holds(lower(refusal.description), "grant type is not allowed") ? Fault::grant_type_refused
                                                                        : Fault::request_refused;
}

bool is_throttling(const Refusal& refusal) {
  const std::string text = lower(refusal.error + " " + refusal.description);
  return refusal.status == 429 || refusal.error == "slow_down" || holds(text, "rate limit") ||
         holds(text, "ratelimit") || holds(text, "quota");
}

Fault without_word(const Refusal& refusal) {
  if (refusal.status >= 200 && refusal.status < 400) return Fault::answer_unusable;
  if (refusal.status == 407) return Fault::answer_unusable;
  if (refusal.status == 503) return Fault::provider_down;
  if (refusal.status >= 500) return Fault::answer_lost;
  if (refusal.status == 404 || refusal.status == 405) return Fault::request_refused;
  return Fault::refused_without_word;
}

Fault by_word(const Refusal& refusal, const Past& past) {
  const std::string error = lower(refusal.error);
  if (error == "refresh_token_reused") return Fault::reused;
  if (error == "invalid_rapt" || error == "rapt_required") return Fault::session_control;
  if (error == "invalid_grant" || error == "not_found_error") return dead_grant(refusal, past);
  if (error == "invalid_client") return refused_client(refusal);
  if (error == "deleted_client" || error == "disabled_client" || error == "org_internal") return Fault::client_gone;
  if (error == "unauthorized_client") return unauthorized_client(refusal);
  if (error == "invalid_scope") return Fault::scope_refused;
  if (error == "unsupported_grant_type") return Fault::request_refused;
  if (error == "invalid_request") return bad_request(refusal);
  if (error == "temporarily_unavailable" || error == "server_error") return Fault::provider_down;
  if (holds(lower(refusal.description), "aadsts")) return dead_grant(refusal, past);
  if (refusal.status >= 500) return without_word(refusal);
  return Fault::request_refused;
}

Fault fault_of(const Refusal& refusal, const Past& past) {
  if (is_throttling(refusal)) return Fault::throttled;
  return refusal.error.empty() ? without_word(refusal) : by_word(refusal, past);
}

Diagnosis concluded(Fault fault, const std::string& answered, const Past& past, const RemedyNames& names) {
  const std::string why = meaning(fault, past);
  return {.fault = fault, .cause = why.empty() ? answered : answered + ": " + why, .remedy = remedy(fault, names)};
}

constexpr Duration kSkewError = seconds(120);

Fault fault_of(const HttpTrouble& trouble, const Past& past) {
  using Why = HttpTrouble::Why;
  if (trouble.why == Why::refused_by_us) return Fault::request_refused;
  if (trouble.why == Why::too_large) return Fault::answer_unusable;
  if (trouble.why == Why::tls && std::chrono::abs(past.clock_offset) > kSkewError) return Fault::clock_skewed;
  if (trouble.why == Why::tls) return Fault::tls_refused;
  return trouble.sent ? Fault::answer_lost : Fault::unreachable;
}

}  // namespace

std::string answer_text(const Refusal& refusal, const std::string& host) {
  std::string text = fmt::format("{}: {}", host, refusal.status);
  if (!refusal.error.empty()) text += " " + refusal.error;
  if (!refusal.subtype.empty()) text += " (" + refusal.subtype + ")";
  if (!refusal.description.empty()) return text + ": " + refusal.description;
  if (refusal.body == Refusal::Body::none) return text + " with an empty body";
  return refusal.body == Refusal::Body::other ? text + " with a body that is no JSON" : text;
}

std::string sentence(const Diagnosis& diagnosis) {
  return diagnosis.remedy.empty() ? diagnosis.cause : diagnosis.cause + ". Mend: " + diagnosis.remedy;
}

Diagnosis diagnose(const Refusal& refusal, const Past& past, const RemedyNames& names) {
  Diagnosis diagnosis = concluded(fault_of(refusal, past), answer_text(refusal, names.host), past, names);
  diagnosis.retry_after = refusal.retry_after;
  return diagnosis;
}

Diagnosis diagnose(const HttpTrouble& trouble, const Past& past, const RemedyNames& names) {
  return concluded(fault_of(trouble, past), names.host + ": " + trouble.message, past, names);
}

std::vector<Hypothesis> hypotheses(const Past& past) {
  std::vector<Hypothesis> found;
  if (const auto why = died_of(past)) found.push_back({*why, meaning(*why, past)});
  if (past.rotating)
    found.push_back({Fault::reused, "the provider replaces the token at each use; a copy elsewhere would kill it"});
  found.push_back({Fault::revoked, fmt::format("last proven {} ago", age_text(past.proven_at, past.now))});
  if (!past.deaths.empty())
    found.back().evidence += fmt::format("; {} before, the last {} ago", counted(past.deaths.size(), "death"),
                                         about(past.now - past.deaths.back()));
  return found;
}

}  // namespace jada
