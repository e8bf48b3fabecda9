#include "resources/apis/aws/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace jada {

void RateLimit::save_up(Time now) {
  const double seconds = std::chrono::duration<double>(now - last_).count();
  if (seconds > 0) saved_ = std::min(rate_, saved_ + seconds * rate_);
  last_ = now;
}

Duration RateLimit::wait(Time now) {
  if (!is_limited()) return {};
  const std::scoped_lock guard(mutex_);
  save_up(now);
  if (saved_ > 0) return {};
  return Duration{1 + static_cast<std::int64_t>(std::ceil(-saved_ / rate_ * 1000))};
}

void RateLimit::spend(double units, Time now) {
  if (!is_limited()) return;
  const std::scoped_lock guard(mutex_);
  save_up(now);
  saved_ -= units;
}

}  // namespace jada
