// When a token is to be refreshed, and when it is known to die: times only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/time.h"
#include "resources/token/memory.h"
#include "resources/token/token.h"

namespace jada {

/// How urgent a refresh is.
enum class Urgency { none, due, overdue, expired };
std::string_view word(Urgency);

struct Windows {
  Duration advisory{};   ///< refreshed when less life than this is left
  Duration mandatory{};  ///< inside this, failing is an outage
  /// By how much this token goes earlier than others made at the same moment: at most a tenth of what lies between the
  /// two windows, the same for the same node and token.
  Duration jitter{};

  /// When a token that ends then is to be refreshed.
  Time due_at(Time expires_at) const { return expires_at - advisory - jitter; }
};

/// As declared; else by the token's life: a third of it but at least 20 minutes, and 10 minutes; a third and a sixth of
/// a life below an hour.
Windows windows_of(const Token::Spec&, std::optional<Duration> lifetime, std::string_view node);

/// `now` by the provider's clock.
Urgency urgency(const std::optional<Time>& expires_at, const Windows&, Time now);

/// A refresh token that has to be used to know that it still works: unused for `prove_every`, or, where no access token
/// stands beside it, never used. `now` by the provider's clock.
bool is_unproven(const Token::Spec&, const TokenMemory&, bool holds_access, Time now);

/// When the refresh token is known or declared to die; none: nobody knows.
struct Death {
  Time at{};
  Fault fault = Fault::consent_expired;
};
std::optional<Death> forecast(const Token::Spec&, const TokenMemory&);

}  // namespace jada
