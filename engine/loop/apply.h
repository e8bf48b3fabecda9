// Carrying a plan out: intent, act, confirm; on a bounded pool, wave after wave.
#pragma once

#include "engine/loop/decide.h"
#include "engine/loop/lease.h"
#include "engine/loop/run.h"
#include "engine/ports/env.h"
#include "engine/ports/progress.h"

namespace jada {

struct ApplyPorts {
  Store& store;
  const Outside& outside;
  Progress& progress;
};

/// Carries out every change of stage world that acts, but for those with an error in plan.applied already, and fills
/// plan.applied, parallel to plan.changes. Intents are
/// stored before anything is touched, and the run with them, so that a killed one is seen; each batch is confirmed in
/// the state in one durable commit as it ends. A failed change holds back what waits for it; everything else goes on.
/// After progress.stop_requested() nothing new is started. An Error means that the state could not be written any more
/// (conflict: the lease was taken): what was done outside is healed by the next run.
Result<Done> apply(Plan&, const Desired&, Run&, Lease&, std::size_t parallelism, const ApplyPorts&);

}  // namespace jada
