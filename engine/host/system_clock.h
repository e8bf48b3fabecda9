// The system's clock.
#pragma once

#include "engine/ports/clock.h"

namespace jada {

class SystemClock final : public Clock {
 public:
  Time now() const override;
};

}  // namespace jada
