// The closed list of what a kind may reach of the outside.
#pragma once

#include "engine/ports/clock.h"
#include "engine/ports/items.h"
#include "engine/ports/store.h"

namespace jada {

/// References only; every port is thread-safe but `state`, which belongs to the calling thread.
struct Env {
  const Clock& clock;
  Regions& regions;
  const StateView& state;
};

}  // namespace jada
