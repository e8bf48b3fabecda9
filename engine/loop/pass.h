// What follows the world in a pass: jobs, alerts and channels, each looking at the state that those before it left.
#pragma once

#include <string_view>
#include <vector>

#include "engine/loop/confirm.h"
#include "engine/loop/cycle.h"

namespace jada {

/// As messages name it: `the jobs`.
std::string_view part_of(Stage);

/// Looks at the resources of one stage (request.observe.only: of these) and records what was found, with all that is
/// written by looking (of the world only how it stands): slots, alerts, notices, in one commit. Nothing is carried out.
/// Again when somebody else wrote meanwhile.
Result<Decision> look_at_stage(const Desired&, const PlanRequest&, Stage, const CyclePorts&);

/// What one resource is to do; lives apart from the plan it was found in.
struct Errand {
  const Declared* declared = nullptr;
  std::vector<Change> changes{};
};

/// Those that act and are not for later, ascending.
std::vector<Errand> errands_of(const Decision&, const Desired&, const PlanRequest&);

/// Jobs and deliveries take in the state what they do by themselves: any thread, with a connection of its own. The
/// changes of what is returned are the errand's.
Confirmation carry_out(const Errand&, const Outside&, const Result<std::unique_ptr<StateView>>& view);

/// The change log of what was carried out.
Batch log_of(const Confirmation&, const Run&);

/// After the world: each later stage is looked at, carried out and looked at again. The changes and standings of those
/// stages in `whole` are replaced by what became of them, and counted.
Result<Done> finish_pass(Decision& whole, const Desired&, const PlanRequest&, Run&, const CyclePorts&);

}  // namespace jada
