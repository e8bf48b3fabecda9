// What a channel remembers of its deliveries.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "engine/base/json.h"
#include "engine/base/time.h"

namespace jada {

/// An alert that an Alertmanager knows from us, which forgets it unless it is told again.
struct Told {
  std::string notice{};         ///< JSON, as it was told last
  std::optional<Time> until{};  ///< over: not told again after that
};

struct ChannelPast {
  int failures = 0;  ///< in a row
  std::optional<Time> failing_since{};
  std::string diagnosis{};   ///< of the last failure: unreachable, wrong_key, dead_channel, flawed
  std::string last_error{};  ///< of it, one sentence
  std::optional<Time> succeeded_at{};

  std::optional<Time> paused_until{};  ///< the service asked for quiet, or does not answer
  std::optional<Time> spent_until{};   ///< what the rate allowed is used up to here (rate.h)

  std::map<std::string, Told> told{};  ///< by alert; of an Alertmanager only
  std::optional<Time> told_at{};       ///< when all of it was told last
  std::set<std::string> entrusted{};   ///< alerts that the fallback was given to tell: it is told their end as well

  bool is_failing() const { return failures > 0; }
};

/// What cannot be told for so long is given to somebody else to tell.
inline constexpr Duration kPatience = std::chrono::minutes{5};

/// Waiting will not mend what it fails of.
bool is_permanent(const ChannelPast&);

/// Nothing arrives, for so long or for such a reason that somebody else has to tell it.
bool is_down(const ChannelPast&, Time now);

std::string to_json(const ChannelPast&);
/// What cannot be read is as if it had not been.
ChannelPast read_past(std::string_view json);

}  // namespace jada
