// Why a refresh failed, from what answered and what is remembered: never from the HTTP status alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/ports/http.h"
#include "resources/apis/oauth.h"
#include "resources/token/fault.h"

namespace jada {

/// What the past tells.
struct Past {
  std::optional<Time> issued_at{};
  std::optional<Time> proven_at{};
  std::optional<Time> refresh_expires_at{};
  std::optional<Duration> idle_limit{};
  std::vector<Time> deaths{};
  std::vector<std::string> scopes{};
  bool rotating = false;
  bool was_replay = false;  ///< a refresh token was sent a second time, since the answer to the first was lost
  Duration clock_offset{0};
  Time now{};
};

/// What remedies name.
struct RemedyNames {
  std::string token;   ///< bare name: `google`
  std::string host;    ///< of the endpoint
  std::string file;    ///< the token file
  std::string client;  ///< where client id and secret come from
};

struct Diagnosis {
  Fault fault = Fault::unreachable;
  std::string cause{};   ///< one sentence, with what answered
  std::string remedy{};  ///< what a person does next; empty: nothing, it is tried again
  std::optional<Duration> retry_after{};
};

/// The cause, and what mends it where something does: one line for people.
std::string sentence(const Diagnosis&);

/// From an answer that was no token.
Diagnosis diagnose(const Refusal&, const Past&, const RemedyNames&);
/// From no answer.
Diagnosis diagnose(const HttpTrouble&, const Past&, const RemedyNames&);

/// When the refresh token was last known to work: at its last proof, else when it was first seen.
inline std::optional<Time> last_use(const std::optional<Time>& proven_at, const std::optional<Time>& issued_at) {
  return proven_at ? proven_at : issued_at;
}

/// A consent screen in testing gives tokens of seven days.
bool about_a_week(Duration age);
/// `3d 4h`, or `an unknown time`.
std::string age_text(const std::optional<Time>& since, Time now);

/// What a fault means, one clause without a full stop; empty where whoever found it says more.
std::string meaning(Fault, const Past&);
/// What a person does about it; empty: nothing, it is tried again.
std::string remedy(Fault, const RemedyNames&);

/// Causes in the order of likelihood, each with what speaks for it: for `token diagnose`.
struct Hypothesis {
  Fault fault;
  std::string evidence;
};
std::vector<Hypothesis> hypotheses(const Past&);

/// `oauth2.example: 400 invalid_grant: Token has been expired or revoked.`
std::string answer_text(const Refusal&, const std::string& host);

}  // namespace jada
