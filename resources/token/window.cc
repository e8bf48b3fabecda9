#include "resources/token/window.h"

#include <algorithm>

#include "engine/base/digest.h"

namespace jada {

using std::chrono::hours;
using std::chrono::minutes;

namespace {

Duration jitter(const Windows& windows, const std::string& token, std::string_view node) {
  const auto span = (windows.advisory - windows.mandatory) / 10;
  if (span <= Duration(0)) return Duration(0);
  const Digest digest = digest_of(std::string(node) + '\0' + token, 0);
  return Duration(static_cast<std::int64_t>(digest % static_cast<std::uint64_t>(span.count())));
}

}  // namespace

std::string_view word(Urgency urgency) {
  switch (urgency) {
    case Urgency::none: return "fresh";
    case Urgency::due: return "due";
    case Urgency::overdue: return "overdue";
    case Urgency::expired: return "expired";
  }
  return "";
}

Windows windows_of(const Token::Spec& spec, std::optional<Duration> lifetime, std::string_view node) {
  const Duration life = lifetime.value_or(hours(1));
  Windows windows{.advisory = life / 3, .mandatory = life / 6};
  if (life >= hours(1)) windows = {.advisory = std::max<Duration>(life / 3, minutes(20)), .mandatory = minutes(10)};
  if (spec.refresh_before) windows.advisory = *spec.refresh_before;
  if (spec.must_refresh_before) windows.mandatory = *spec.must_refresh_before;
  // A window as long as the life would refresh for ever; nine tenths of a life is the longest that can be kept.
  if (lifetime) windows.advisory = std::min(windows.advisory, *lifetime * 9 / 10);
  windows.mandatory = std::min(windows.mandatory, windows.advisory);
  windows.jitter = jitter(windows, spec.address.name, node);
  return windows;
}

Urgency urgency(const std::optional<Time>& expires_at, const Windows& windows, Time now) {
  if (!expires_at || *expires_at <= now) return Urgency::expired;
  if (*expires_at - now < windows.mandatory) return Urgency::overdue;
  return now > windows.due_at(*expires_at) ? Urgency::due : Urgency::none;
}

bool is_unproven(const Token::Spec& spec, const TokenMemory& memory, bool holds_access, Time now) {
  if (spec.is_minted()) return false;
  if (!holds_access && !memory.proven_at) return true;
  const auto used = last_use(memory.proven_at, memory.issued_at);
  return used && now - *used >= spec.prove_every;
}

std::optional<Death> forecast(const Token::Spec& spec, const TokenMemory& memory) {
  std::optional<Death> first;
  const auto consider = [&](Time at, Fault fault) {
    if (!first || at < first->at) first = Death{at, fault};
  };
  if (memory.refresh_expires_at) consider(*memory.refresh_expires_at, Fault::consent_expired);
  const auto used = last_use(memory.proven_at, memory.issued_at);
  if (spec.idle_limit && used) consider(*used + *spec.idle_limit, Fault::idle_expired);
  // Once two deaths lay a week apart, the next is to be expected a week after the login.
  const auto& deaths = memory.deaths;
  const bool weekly = deaths.size() > 1 && about_a_week(deaths.back() - deaths[deaths.size() - 2]);
  if (weekly && memory.issued_at) consider(*memory.issued_at + std::chrono::days(7), Fault::testing_expired);
  return first;
}

}  // namespace jada
