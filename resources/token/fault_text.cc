// The sentences of a diagnosis.
#include <fmt/format.h>

#include "resources/token/diagnosis.h"

namespace jada {

bool about_a_week(Duration age) { return age >= std::chrono::hours(156) && age <= std::chrono::hours(192); }

std::string age_text(const std::optional<Time>& since, Time now) {
  return since ? about(now - *since) : "an unknown time";
}

namespace {

// What needs no numbers.
std::string_view plain_meaning(Fault fault) {
  switch (fault) {
    case Fault::reused: return "two holders used one rotating refresh token, and the provider revoked its whole family";
    case Fault::session_control: return "the organisation demands that the user signs in again";
    case Fault::account_gone: return "the account is deleted or disabled";
    case Fault::sign_in_policy:
      return "a sign-in policy ended the session (password reset, sign-in frequency, idle time)";
    case Fault::signature_refused: return "the key that signs is not the one the provider knows";
    case Fault::not_delegated: return "the service account was not given these scopes by domain-wide delegation";
    case Fault::grant_type_refused: return "the client may not use this grant";
    case Fault::client_refused:
      return "client id, secret or the way they are sent is wrong; the refresh token is presumed good";
    case Fault::client_gone: return "the client was deleted or disabled; the refresh token is presumed good";
    case Fault::scope_refused: return "more was asked for than was granted";
    case Fault::request_refused: return "the endpoint does not take this request: most likely the wrong address";
    case Fault::answer_unusable: return "that is no answer of a token endpoint: a portal, a proxy or the wrong address";
    case Fault::refused_without_word:
      return "refused without a word: the refresh token may be dead, or the client id or secret wrong";
    case Fault::throttled: return "the provider asks for fewer requests";
    case Fault::provider_down: return "the provider is down";
    case Fault::answer_lost: return "no answer came after the request was sent: the token may have been replaced";
    case Fault::unreachable: return "the provider could not be reached";
    case Fault::tls_refused: return "the provider's certificate was not accepted";
    default: return "";
  }
}

std::string testing_meaning(const Past& past) {
  if (!past.issued_at || !about_a_week(past.now - *past.issued_at))
    return "the consent screen is most likely in testing: refresh tokens die every 7 days";
  return fmt::format(
      "the consent screen is most likely in testing, which ends refresh tokens after 7 days; this one is {} old",
      age_text(past.issued_at, past.now));
}

}  // namespace

std::string meaning(Fault fault, const Past& past) {
  switch (fault) {
    case Fault::testing_expired: return testing_meaning(past);
    case Fault::idle_expired:
      return fmt::format("the refresh token was not used for {}, longer than the provider keeps one",
                         age_text(last_use(past.proven_at, past.issued_at), past.now));
    case Fault::consent_expired:
      return "the consent was given for a limited time, which ended " +
             to_string(past.refresh_expires_at.value_or(past.now));
    case Fault::revoked:
      return fmt::format(
          "the refresh token was revoked: by the user, by a password change, by an administrator, or by too many newer "
          "ones; last proven {} ago",
          age_text(past.proven_at, past.now));
    case Fault::grant_refused:
      return fmt::format("the refresh token is dead and the provider gives no reason; last proven {} ago",
                         age_text(past.proven_at, past.now));
    case Fault::clock_skewed:
      return fmt::format("this machine's clock is {} off", about(std::chrono::abs(past.clock_offset)));
    default: return std::string(plain_meaning(fault));
  }
}

std::string remedy(Fault fault, const RemedyNames& names) {
  const std::string login = "jada-reconcile token login " + names.token;
  switch (fault) {
    case Fault::testing_expired:
      return "publish the app (Google Auth Platform, Audience: In production), then " + login;
    case Fault::reused: return "make one machine the owner of this token, the others followers; then " + login;
    case Fault::idle_expired:
    case Fault::consent_expired:
    case Fault::revoked:
    case Fault::grant_refused:
    case Fault::sign_in_policy:
    case Fault::file_missing:
    case Fault::file_damaged: return login;
    case Fault::session_control: return login + "; to end it, have the client exempted or use a service account";
    case Fault::account_gone: return "restore the account, or change to another and " + login;
    case Fault::clock_skewed: return "set the clock: timedatectl set-ntp true";
    case Fault::signature_refused: return "create a new key for the service account and put it in " + names.client;
    case Fault::not_delegated: return "add the client id with exactly these scopes under domain-wide delegation";
    case Fault::grant_type_refused: return "allow the client the grant at " + names.host;
    case Fault::client_refused:
      return "mend client id and secret in " + names.client + "; it is tried again once they change";
    case Fault::client_gone: return "restore the client at " + names.host + ", or make a new one and " + login;
    case Fault::scope_refused: return "ask only for what was granted, or " + login + " with all scopes";
    case Fault::request_refused: return "check token_url in desired.toml";
    case Fault::answer_unusable: return "check token_url in desired.toml and what is between here and " + names.host;
    case Fault::refused_without_word:
      return "jada-reconcile token diagnose " + names.token + "; then mend " + names.client + " or " + login;
    case Fault::tls_refused: return "check the clock and the certificates of this machine";
    case Fault::file_not_writable:
      return "let " + names.file + " be a plain file that this user can read and replace, with room beside it";
    case Fault::throttled:
    case Fault::provider_down:
    case Fault::answer_lost:
    case Fault::unreachable:
    case Fault::held_elsewhere:
    case Fault::not_declared_fully:
    case Fault::locked: return "";
  }
  return "";
}

}  // namespace jada
