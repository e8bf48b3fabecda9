// The steps of the loop, once: observe, decide, apply, record.
#pragma once

#include <span>

#include "engine/loop/apply.h"
#include "engine/loop/decide.h"
#include "engine/loop/exit_code.h"
#include "engine/loop/lease.h"
#include "engine/loop/run.h"

namespace jada {

/// State and outside, and what the program knows of kinds.
struct CyclePorts {
  Store& store;
  Outside outside;
  Progress& progress;
  std::span<const Kind> kinds;
};

/// observe → decide. Reads only. Blocks that are gone but owe a delete are added to `desired`.
Result<Decision> make_plan(Desired&, const PlanRequest&, const CyclePorts&);

/// As make_plan, of what is declared alone: for a part of it, chosen by `request.observe`.
Result<Decision> make_partial_plan(const Desired&, const PlanRequest&, const CyclePorts&);

/// What plan and drift leave behind: the look, the run and the compiled desired.toml, as one observation. Fails where
/// the state cannot be written, and while an apply is at work or since one was: what it records is newer. Nothing is
/// lost by it but the memory of this look.
Result<Done> remember(const Decision&, const Desired&, Batch compiled, Run&, const CyclePorts&);

/// apply → record, under the lease. Fills decision.plan.applied, exit_code and the run. When the plan is refused or
/// stale nothing is carried out. An Error: the state could not be written to the end; the next run heals what was done
/// outside.
Result<Done> carry_out(Decision&, const Desired&, const PlanRequest&, Batch compiled, Run&, Lease&, const ExitPolicy&,
                       const CyclePorts&);

/// What was carried out after the run was stored: counted, and stored again with the exit code it has now.
Result<Done> recount(Plan&, Run&, const ExitPolicy&, Store&);

}  // namespace jada
