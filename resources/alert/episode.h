// The life of one alert, from the first sign of trouble to its end: what is told of it, and when.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"

namespace jada {

/// pending: true, but not for long enough to be told · firing · acked: somebody looks after it · silenced: nobody wants
/// to hear of it until a time · resolved: over.
enum class AlertState { pending, firing, acked, silenced, resolved };
std::string_view word(AlertState);

/// What of a rule concerns time.
struct AlertTiming {
  Duration hold{0};                         ///< `for`: true for so long before it fires
  Duration repeat = std::chrono::hours{4};  ///< told again after so long; 0: never
  std::optional<Duration> escalate_after{};
};

/// What was found of the subject.
struct Sign {
  enum class Condition {
    on,
    off,
    unknown,  ///< the subject could not be looked at: nothing ends by that, and nothing begins
    removed,  ///< it is declared no more
  };
  Condition condition = Condition::unknown;
  bool is_permanent = false;  ///< on: waiting will not mend it, so that `for` is not waited for
};

/// One alert: of one rule, one subject and one diagnosis. Everything that the next step needs is in it, so that a
/// restart neither repeats nor forgets.
struct Episode {
  AlertState state = AlertState::resolved;
  Time opened_at{};
  std::optional<Time> fired_at{};
  std::optional<Time> acked_at{};
  std::optional<Time> silenced_until{};
  std::optional<Time> resolved_at{};
  bool was_removed = false;       ///< resolved: not mended, but declared no more
  std::optional<Time> told_at{};  ///< the last time that anybody was told that it fires
  bool was_escalated = false;
  int occurrences = 0;        ///< how often it began
  std::uint32_t changes = 0;  ///< of the last 20 looks, the newest in the lowest bit: whether it differed
  bool is_flapping = false;
};

/// What is to be told now.
enum class Transition {
  fired,
  repeated,
  escalated,
  resolved,
  flapping,  ///< it comes and goes: told once, and then no more of it
  settled,   ///< it does so no more; the state says how it ended
};
std::string_view word(Transition);

struct Step {
  Episode after{};
  std::vector<Transition> told{};
};

/// One look at an alert. Pure. An episode that was never told and is over is in state resolved without `fired_at`: it
/// may be forgotten. Flapping by Icinga 2's formula: 20 looks, weighted 0.8 to 1.2, begins above 30 %, ends below 25 %.
Step advance(Episode before, const Sign&, const AlertTiming&, Time now);

/// A person looks after it: no reminder and no escalation until it is over. Nothing unless it fires or is silenced.
Episode acknowledged(Episode, Time now);
/// Nobody is told of it until then, nor that it ends unless somebody was told that it began.
Episode silenced(Episode, Time until);
/// A person says that it is over. When the next look finds it true all the same, it begins anew.
Episode closed(Episode, Time now);

}  // namespace jada
