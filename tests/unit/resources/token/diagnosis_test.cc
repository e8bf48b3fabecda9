#include "resources/token/diagnosis.h"

#include <gmock/gmock.h>

namespace jada {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::HasSubstr;

const Time kNow = *parse_time("2026-05-13T12:00:00Z");
const RemedyNames kNames{.token = "google", .host = "login.example", .file = "/f", .client = "/c"};

Past recent() {
  Past past{.issued_at = kNow - days(40), .proven_at = kNow - hours(1), .scopes = {"sheets"}};
  past.now = kNow;
  return past;
}

Refusal refusal(int status, std::string error, std::string description = {}, std::string subtype = {}) {
  return {.status = status,
          .error = std::move(error),
          .subtype = std::move(subtype),
          .description = std::move(description),
          .body = Refusal::Body::json};
}

TEST(Diagnosis, ReadsTheWordsOfTheAnswer) {
  const std::string dead = "Token has been expired or revoked.";
  const struct {
    const char* row;
    Refusal answer;
    Fault fault;
  } cases[] = {
      {"3", refusal(401, "refresh_token_reused"), Fault::reused},
      {"3b", refusal(400, "invalid_grant", "refresh token already used"), Fault::reused},
      {"3c", refusal(400, "invalid_grant", "Your refresh token has already been used"), Fault::reused},
      {"7", refusal(400, "invalid_grant", dead), Fault::revoked},
      {"8", refusal(400, "invalid_grant", "Bad Request"), Fault::grant_refused},
      {"9", refusal(400, "invalid_grant", "reauth related error", "invalid_rapt"), Fault::session_control},
      {"10", refusal(400, "invalid_grant", "Account has been deleted"), Fault::account_gone},
      {"11", refusal(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token"), Fault::clock_skewed},
      {"12", refusal(400, "invalid_grant", "Invalid JWT Signature."), Fault::signature_refused},
      {"13", refusal(401, "unauthorized_client", "Client is unauthorized … any of the scopes requested"),
       Fault::not_delegated},
      {"14", refusal(400, "unauthorized_client", "Unauthorized client: `grant_type` is invalid"),
       Fault::grant_type_refused},
      {"14b", refusal(400, "invalid_request", "requested grant type is not allowed for this client"),
       Fault::grant_type_refused},
      {"15", refusal(401, "invalid_client", "client authentication failed"), Fault::client_refused},
      {"15b", refusal(400, "invalid_client", "The OAuth client was not found."), Fault::client_refused},
      {"16", refusal(401, "deleted_client"), Fault::client_gone},
      {"17", refusal(400, "invalid_scope", "refresh token missing requested scope"), Fault::scope_refused},
      {"23", Refusal{.status = 400}, Fault::refused_without_word},
      {"24", refusal(400, "unsupported_grant_type"), Fault::request_refused},
      {"25", refusal(429, ""), Fault::throttled},
      {"25b", refusal(403, "rate_limit", "Rate Limit Exceeded"), Fault::throttled},
      {"26", refusal(503, ""), Fault::provider_down},
      {"26b", refusal(400, "temporarily_unavailable"), Fault::provider_down},
      {"27", Refusal{.status = 502, .body = Refusal::Body::other}, Fault::answer_lost},
      {"27b", refusal(504, "Gateway Timeout"), Fault::answer_lost},
      {"29", Refusal{.status = 200, .body = Refusal::Body::other}, Fault::answer_unusable},
      {"29b", Refusal{.status = 302}, Fault::answer_unusable},
      {"31", refusal(400, "invalid_grant", "AADSTS50173: The provided grant has expired"), Fault::sign_in_policy},
      {"31b", refusal(401, "invalid_client", "AADSTS7000222: The provided client secret keys are expired"),
       Fault::client_refused},
  };
  for (const auto& one : cases) {
    const Diagnosis found = diagnose(one.answer, recent(), kNames);
    EXPECT_EQ(word(found.fault), word(one.fault)) << "row " << one.row;
    EXPECT_THAT(found.cause, HasSubstr("login.example: " + std::to_string(one.answer.status))) << "row " << one.row;
  }
}

TEST(Diagnosis, TellsDeathsApartByTheirHistory) {
  const Refusal dead = refusal(400, "invalid_grant", "Token has been expired or revoked.");
  Past testing = recent();
  testing.issued_at = kNow - days(7);
  EXPECT_EQ(diagnose(dead, testing, kNames).fault, Fault::testing_expired);
  EXPECT_THAT(diagnose(dead, testing, kNames).remedy, HasSubstr("publish the app"));

  testing.scopes = {"openid", "email"};
  EXPECT_EQ(diagnose(dead, testing, kNames).fault, Fault::revoked) << "sign-in scopes do not end after a week";

  Past weekly = recent();
  weekly.deaths = {kNow - days(14), kNow - days(7)};
  EXPECT_EQ(diagnose(dead, weekly, kNames).fault, Fault::testing_expired);

  Past idle = recent();
  idle.idle_limit = days(180);
  idle.proven_at = kNow - days(190);
  EXPECT_EQ(diagnose(dead, idle, kNames).fault, Fault::idle_expired);

  Past unnamed = recent();
  unnamed.issued_at = kNow - days(7);
  unnamed.scopes.clear();
  EXPECT_EQ(diagnose(dead, unnamed, kNames).fault, Fault::testing_expired) << "whose scopes nobody declared";

  Past replay = recent();
  replay.was_replay = true;
  EXPECT_EQ(diagnose(dead, replay, kNames).fault, Fault::reused);

  Past limited = recent();
  limited.refresh_expires_at = kNow - hours(1);
  EXPECT_EQ(diagnose(dead, limited, kNames).fault, Fault::consent_expired);
}

TEST(Diagnosis, KnowsWhetherARequestMayHaveBeenCarriedOut) {
  using Why = HttpTrouble::Why;
  const struct {
    HttpTrouble trouble;
    Fault fault;
    Next next;
  } cases[] = {
      {{.why = Why::lookup, .message = "no such host"}, Fault::unreachable, Next::retry},
      {{.why = Why::connect, .message = "connection refused"}, Fault::unreachable, Next::retry},
      {{.why = Why::tls, .message = "certificate has expired"}, Fault::tls_refused, Next::retry},
      {{.why = Why::timeout, .sent = true, .message = "timed out"}, Fault::answer_lost, Next::recover},
      {{.why = Why::broken_off, .sent = true, .message = "reset"}, Fault::answer_lost, Next::recover},
      {{.why = Why::timeout, .message = "timed out"}, Fault::unreachable, Next::retry},
  };
  for (const auto& one : cases) {
    const Diagnosis found = diagnose(one.trouble, recent(), kNames);
    EXPECT_EQ(word(found.fault), word(one.fault)) << one.trouble.message;
    EXPECT_EQ(next_step(found.fault), one.next) << one.trouble.message;
  }
}

TEST(Diagnosis, NeverSendsADeadGrantAgain) {
  for (const Fault fault : {Fault::reused, Fault::testing_expired, Fault::idle_expired, Fault::revoked,
                            Fault::grant_refused, Fault::client_refused, Fault::client_gone, Fault::session_control}) {
    EXPECT_EQ(next_step(fault), Next::park) << word(fault);
    EXPECT_FALSE(remedy(fault, kNames).empty()) << word(fault);
  }
}

TEST(Fault, IsKnownByItsWord) {
  for (int i = 0; i <= static_cast<int>(Fault::locked); ++i) {
    const auto fault = static_cast<Fault>(i);
    EXPECT_EQ(fault_named(word(fault)), fault);
  }
  EXPECT_FALSE(fault_named("no such word"));
}

}  // namespace
}  // namespace jada
