#include "resources/token/refresh.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/digest.h"
#include "resources/token/attempt.h"
#include "resources/token/window.h"

namespace jada {
namespace {

// Several profiles of one file take their turns one after the other, each as long as its provider takes.
constexpr Duration kTurn = std::chrono::minutes{2};
// Who has a token that lives waits no longer for a better one.
constexpr Duration kShortTurn = std::chrono::seconds{5};
// A token this young that an API refuses was not too old.
constexpr Duration kYoung = std::chrono::minutes{10};
// A token this young was just made by somebody who had the same 401.
constexpr Duration kJustMade = std::chrono::minutes{1};

constexpr const char* kCheck = "check the project, the audience and the scopes of the token";

class Refreshing {
 public:
  Refreshing(const Token::Spec& spec, const Demand& demand, Env& env) : spec_(spec), demand_(demand), env_(env) {}

  std::variant<Served, Diagnosis> run() {
    // Fresh is fresh, whoever holds the lock: what a script asks all day takes no lock.
    Attempt glance(spec_, env_);
    const bool is_for_use = demand_.why == Demand::Why::use;
    if (is_for_use && glance.glance() && !due(glance)) return served(glance, Served::How::fresh);
    if (auto forbidden = demand_.bar ? demand_.bar() : std::nullopt) return degraded(glance, std::move(*forbidden));
    const auto turn = take_turn(spec_, env_, is_for_use && glance.lives() ? kShortTurn : kTurn);
    if (!turn) return degraded(glance, {.fault = Fault::locked, .cause = turn.error().message});
    return in_turn();
  }

 private:
  std::variant<Served, Diagnosis> in_turn() {
    // Twice at most: when the provider refused what somebody else had already replaced, the new one is tried.
    for (int round = 1;; ++round) {
      Attempt attempt(spec_, env_);
      if (auto trouble = attempt.open()) return failed(attempt, std::move(*trouble));
      if (!wanted(attempt)) return adopted(attempt);
      if (auto refusal = held(attempt)) return degraded(attempt, std::move(*refusal));
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
    if (attempt.access().empty() || attempt.was_given_back()) return true;
    return urgency(attempt.expires_at(), attempt.windows(), attempt.now()) != Urgency::none;
  }

  bool wanted(const Attempt& attempt) const {
    const TokenMemory& memory = attempt.memory();
    // What is parked is wanted too: held() says why it is not tried.
    if (demand_.why != Demand::Why::force)
      return due(attempt) || attempt.unproven() || attempt.was_interrupted() || attempt.is_parked() ||
             attempt.lacks_key();
    const bool was_just_made = memory.proven_at && attempt.now() - *memory.proven_at < kJustMade;
    return !(demand_.after_refusal && was_just_made && attempt.lives());
  }

  // Why nothing is asked of the provider now, though it is wanted.
  std::optional<Diagnosis> held(Attempt& attempt) const {
    const TokenMemory& memory = attempt.memory();
    if (demand_.after_refusal && was_forced(attempt) && attempt.now() - *memory.proven_at < kYoung)
      return Diagnosis{.fault = Fault::request_refused,
                       .cause = "a token made after the last refusal is refused too: it is no matter of age",
                       .remedy = kCheck};
    // A person who asks by name knows of something that is not to be seen here: mended at the provider, say.
    const bool by_name = demand_.why == Demand::Why::force && !demand_.after_refusal;
    if (!memory.fault || by_name) return std::nullopt;
    if (attempt.is_parked()) return Diagnosis{.fault = *memory.fault, .cause = memory.cause, .remedy = memory.remedy};
    const bool waits = (demand_.patient || memory.must_wait) && !is_local(*memory.fault) && attempt.was_tried_so();
    if (!waits || !memory.next_try_at || attempt.now() >= *memory.next_try_at) return std::nullopt;
    return Diagnosis{
        .fault = *memory.fault,
        .cause = fmt::format("{}; next try in {}", memory.cause, about(*memory.next_try_at - attempt.now())),
        .remedy = memory.remedy};
  }

  static bool was_forced(const Attempt& attempt) {
    const TokenMemory& memory = attempt.memory();
    return memory.proven_at && !memory.forced_for.empty() && memory.forced_for == attempt.access_print();
  }

  // Whoever comes with a refusal just after another gets what that one got, and is told what it means if that is what
  // was refused.
  std::variant<Served, Diagnosis> adopted(Attempt& attempt) const {
    auto result = served(attempt, Served::How::adopted);
    if (demand_.after_refusal)
      std::get<Served>(result).trouble = fmt::format("made {} ago; if it is this one that was refused, {}",
                                                     about(attempt.now() - *attempt.memory().proven_at), kCheck);
    return result;
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
    if (demand_.why != Demand::Why::use || !attempt.lives()) return diagnosis;
    return Served{.how = Served::How::still_valid,
                  .access = attempt.access(),
                  .expires_at = attempt.expires_at(),
                  .trouble = sentence(diagnosis)};
  }

  const Token::Spec& spec_;
  const Demand& demand_;
  Env& env_;
};

}  // namespace

std::variant<Served, Diagnosis> refresh(const Token::Spec& spec, const Demand& demand, Env& env) {
  return Refreshing(spec, demand, env).run();
}

Result<std::unique_ptr<SecretLock>> take_turn(const Token::Spec& spec, Env& env, Duration wait) {
  const auto seen = env.secrets.look(spec.file);
  const std::string& file = seen.present() ? seen.value().target : spec.file;
  return env.secrets.lock("token-" + sha256_hex(file).substr(0, 32), wait);
}

Result<std::unique_ptr<SecretLock>> take_turn(const Token::Spec& spec, Env& env) { return take_turn(spec, env, kTurn); }

}  // namespace jada
