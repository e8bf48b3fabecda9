// The time, as the outside gives it.
#pragma once

#include "engine/base/time.h"

namespace jada {

/// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

}  // namespace jada
