// So many units a second and no more: what of a table's capacity we may use.
#pragma once

#include <mutex>

#include "engine/base/time.h"

namespace jada {

/// A second's worth may be saved up; what one call took beyond it is waited for afterwards. Thread-safe.
class RateLimit {
 public:
  /// 0: as much as anybody likes.
  explicit RateLimit(double units_per_second) : rate_(units_per_second), saved_(units_per_second) {}

  bool is_limited() const { return rate_ > 0; }
  /// Until the next call may go out; zero: now.
  Duration wait(Time now);
  void spend(double units, Time now);

 private:
  void save_up(Time now);

  const double rate_;
  std::mutex mutex_{};
  double saved_;  // below zero: owed; under mutex_
  Time last_{};   // under mutex_
};

}  // namespace jada
