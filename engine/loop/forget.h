// What the state need not keep any longer, added to the commit that closes an apply.
#pragma once

#include "engine/loop/decide.h"
#include "engine/loop/run.h"
#include "engine/ports/progress.h"

namespace jada {

/// Only a whole apply that nothing held back or cut short, and that was not approved before the block went, may forget
/// what nobody declares.
bool may_forget(const Decision&, const PlanRequest&, const Progress&);

/// Resources without a block, with all that was kept about them, unless they are protected or still owe a delete; and
/// replicas that a resource no longer has: their records would count and show for ever. `run` has finished.
Result<Done> forget_undeclared(const Desired&, const Run&, const StateView&, Batch&);

/// Suspensions that ended by `now`.
Result<Done> forget_ended_suspensions(Time now, const StateView&, Batch&);

}  // namespace jada
