#include "resources/channel/rate.h"

#include <algorithm>
#include <string>

#include "engine/base/digest.h"

namespace jada {
namespace {

constexpr Duration kLeast = std::chrono::seconds{1};
constexpr Duration kMost = std::chrono::minutes{5};

Time used_up_to(const Rate& rate, const std::optional<Time>& spent_until, Time now) {
  const bool is_sound = spent_until && *spent_until <= now + rate.burst * rate.every;
  return is_sound ? std::max(*spent_until, now) : now;
}

}  // namespace

Rate per_minute(int most) {
  const int burst = std::max(1, most / 2);
  return {.every = Duration{std::chrono::minutes{1}} / std::max(1, most - burst), .burst = burst};
}

Time next_at(const Rate& rate, const std::optional<Time>& spent_until, Time now) {
  return used_up_to(rate, spent_until, now) - (rate.burst - 1) * rate.every;
}

Time spent(const Rate& rate, const std::optional<Time>& spent_until, Time now) {
  return used_up_to(rate, spent_until, now) + rate.every;
}

Duration backoff(std::string_view id, int attempts) {
  const Duration ceiling = std::min<Duration>(kMost, kLeast * (1 << std::clamp(attempts, 0, 10)));
  const auto draw = digest_of(std::string(id) + "#" + std::to_string(attempts), 0);
  return kLeast + Duration{static_cast<std::int64_t>(draw % static_cast<Digest>((ceiling - kLeast).count() + 1))};
}

}  // namespace jada
