#include "resources/token/refresh.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/digest.h"
#include "resources/token/attempt.h"
#include "resources/token/window.h"

namespace jada {
namespace {

// The deadline of a request, and what its holder may need besides.
constexpr Duration kTurn = std::chrono::seconds{45};
// A token this young was just made by somebody who had the same 401.
constexpr Duration kJustMade = std::chrono::minutes{1};

class Refreshing {
 public:
  Refreshing(const Token::Spec& spec, const Demand& demand, Env& env) : spec_(spec), demand_(demand), env_(env) {}

  std::variant<Served, Diagnosis> run() {
    // Fresh is fresh, whoever holds the lock: what a script asks all day takes no lock.
    Attempt glance(spec_, env_);
    if (demand_.why == Demand::Why::use && glance.glance() && !due(glance)) return served(glance, Served::How::fresh);
    const auto turn = take_turn(spec_, env_);
    if (!turn) return Diagnosis{.fault = Fault::locked, .cause = turn.error().message};
    return in_turn();
  }

 private:
  std::variant<Served, Diagnosis> in_turn() {
    // Twice at most: when the provider refused what somebody else had already replaced, the new one is tried.
    for (int round = 1;; ++round) {
      Attempt attempt(spec_, env_);
      if (auto trouble = attempt.open()) return failed(attempt, std::move(*trouble));
      if (auto refusal = held(attempt)) return degraded(attempt, std::move(*refusal));
      if (!wanted(attempt)) return served(attempt, Served::How::adopted);
      auto trouble = attempt.ask();
      if (!trouble) {
        if (demand_.after_refusal) attempt.memory().forced_for = attempt.memory().access_print;
        return recorded(attempt);
      }
      if (round == 1 && attempt.superseded()) continue;
      return failed(attempt, std::move(*trouble));
    }
  }

  bool due(const Attempt& attempt) const {
    // Of a file without an access token every use is a refresh, and nothing else is.
    if (!attempt.file().holds_access()) return demand_.why == Demand::Why::use;
    return urgency(attempt.expires_at(), attempt.windows(), attempt.now()) != Urgency::none;
  }

  bool wanted(const Attempt& attempt) const {
    const TokenMemory& memory = attempt.memory();
    if (demand_.why != Demand::Why::force) return due(attempt) || attempt.unproven() || attempt.was_interrupted();
    const bool young = memory.proven_at && attempt.now() - *memory.proven_at < kJustMade;
    return !(demand_.after_refusal && young);
  }

  // Why nothing is asked of the provider now.
  std::optional<Diagnosis> held(Attempt& attempt) const {
    if (!wanted(attempt)) return std::nullopt;
    const TokenMemory& memory = attempt.memory();
    if (demand_.after_refusal && !memory.forced_for.empty() && memory.forced_for == attempt.access_print())
      return Diagnosis{.fault = Fault::request_refused,
                       .cause = "a token made after the last refusal is refused too: it is no matter of age",
                       .remedy = "check the project, the audience and the scopes of the token"};
    if (!memory.fault) return std::nullopt;
    const bool parked = memory.is_parked(attempt.print());
    const bool paused =
        demand_.patient && !is_local(*memory.fault) && memory.next_try_at && attempt.now() < *memory.next_try_at;
    if (!parked && !paused) return std::nullopt;
    return Diagnosis{.fault = *memory.fault, .cause = memory.cause, .remedy = memory.remedy};
  }

  std::variant<Served, Diagnosis> served(Attempt& attempt, Served::How how) const {
    return Served{.how = how, .access = attempt.access(), .expires_at = attempt.expires_at()};
  }

  std::variant<Served, Diagnosis> recorded(Attempt& attempt) const {
    Served served{.how = Served::How::refreshed, .access = attempt.access(), .expires_at = attempt.expires_at()};
    const auto kept = attempt.remember_success();
    if (!kept) served.trouble = "the token is good, but the state could not be written: " + kept.error().message;
    return served;
  }

  std::variant<Served, Diagnosis> failed(Attempt& attempt, Diagnosis diagnosis) const {
    const auto kept = attempt.remember_failure(diagnosis);
    if (!kept) diagnosis.cause += "; and the state could not be written: " + kept.error().message;
    return degraded(attempt, std::move(diagnosis));
  }

  // A token that still lives is served, however the refresh went.
  std::variant<Served, Diagnosis> degraded(Attempt& attempt, Diagnosis diagnosis) const {
    const bool lives = attempt.expires_at() && attempt.now() < *attempt.expires_at();
    if (demand_.why != Demand::Why::use || !lives || attempt.access().empty()) return diagnosis;
    return Served{.how = Served::How::still_valid,
                  .access = attempt.access(),
                  .expires_at = attempt.expires_at(),
                  .trouble = std::move(diagnosis.cause)};
  }

  const Token::Spec& spec_;
  const Demand& demand_;
  Env& env_;
};

}  // namespace

std::variant<Served, Diagnosis> refresh(const Token::Spec& spec, const Demand& demand, Env& env) {
  return Refreshing(spec, demand, env).run();
}

std::string turn_name(const Token::Spec& spec) {
  return "token-" + sha256_hex(spec.file + '\0' + spec.layout.profile).substr(0, 32);
}

Result<std::unique_ptr<SecretLock>> take_turn(const Token::Spec& spec, Env& env) {
  return env.secrets.lock(turn_name(spec), kTurn);
}

std::string parking_print(const Token::Spec& spec, const std::string& refresh_print,
                          const std::string& credentials_print) {
  return fingerprint(refresh_print + '\0' + credentials_print + '\0' + spec.print());
}

}  // namespace jada
