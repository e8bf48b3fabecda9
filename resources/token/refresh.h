// One refresh, wherever it is asked from: locked, journalled, adopted when somebody else was faster, diagnosed when
// not.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "engine/ports/env.h"
#include "resources/token/diagnosis.h"
#include "resources/token/token.h"

namespace jada {

/// What is asked for.
struct Demand {
  enum class Why {
    due,   ///< refresh when the freshness window says so
    use,   ///< a usable token now: as due, but one that still lives is good enough when the refresh fails
    force  ///< another token than the one in the file
  };
  Why why = Why::due;
  bool after_refusal = false;  ///< force: an API answered 401 to the token in the file; once per access token
  bool patient = false;        ///< does not try again before the pause after a failure is over
  /// Asked once it would have to be refreshed, before anything is touched: what forbids it. Absent: nothing does.
  std::function<std::optional<Diagnosis>()> bar{};
};

struct Served {
  enum class How { fresh, adopted, refreshed, still_valid };
  How how = How::fresh;
  Secret access{};
  std::optional<Time> expires_at{};
  std::string trouble{};  ///< still_valid: why it could not be refreshed; else what could not be recorded
};

/// Safe to call from any thread and process at the same time: they take turns, and who comes second finds the work
/// done. Never leaves the token file worse than it was. Follows RFC 6749 §6 and the journal's rules in docs/tokens.md.
std::variant<Served, Diagnosis> refresh(const Token::Spec&, const Demand&, Env&);

/// The lock of the token's file, whatever path leads there and whatever profile of it is meant. Waited for `wait`, or
/// for as long as some refreshes may take. unavailable: not obtained.
Result<std::unique_ptr<SecretLock>> take_turn(const Token::Spec&, Env&, Duration wait);
Result<std::unique_ptr<SecretLock>> take_turn(const Token::Spec&, Env&);

}  // namespace jada
