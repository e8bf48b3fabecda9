// How often a service may be sent to, and how long to wait before what failed is tried again.
#pragma once

#include <optional>
#include <string_view>

#include "engine/base/time.h"

namespace jada {

/// A burst at once, and one more each time that `every` has passed; `every` 0: as often as one likes.
struct Rate {
  Duration every{0};
  int burst = 1;
};

/// At most so many in any minute, wherever that minute begins.
Rate per_minute(int most);

/// When the next may be sent; not later than `now` when it may be now. `spent_until` is what spent() returned last; one
/// that only a clock set back explains counts for nothing.
Time next_at(const Rate&, const std::optional<Time>& spent_until, Time now);

/// After one more was sent.
Time spent(const Rate&, const std::optional<Time>& spent_until, Time now);

/// Between 1 s and 5 min, at random up to twice as long after every attempt; the same for the same attempt.
Duration backoff(std::string_view id, int attempts);

}  // namespace jada
