// The confirming half of an apply: what was carried out, as one commit.
#pragma once

#include <memory>
#include <vector>

#include "engine/kind/kind.h"
#include "engine/loop/plan.h"
#include "engine/loop/run.h"

namespace jada {

/// A batch of changes of one replica and what became of each.
struct Confirmation {
  std::vector<const Change*> changes{};  ///< in the plan
  std::vector<Outcome> outcomes{};       ///< parallel to changes
  Time started_at{};
  Time finished_at{};
};

Applied::Fate fate_of(const Outcome&);
Applied applied_of(const Outcome&);

/// Lets the resource carry its changes out, which stand in the confirmation already, over that view of the state;
/// without one all of them fail. Any thread.
void carry_out(Confirmation&, const Resource&, const Outside&, const Result<std::unique_ptr<StateView>>& view);

/// Changes that were alike in all but the item are one row.
std::vector<ChangeLog> change_logs(const Confirmation&, const Run&, const Address& place);

/// Items, bodies, the resource's record where the change was about the resource itself, the change log and events.
/// What the outcomes hold to be recorded is moved out of them.
Result<Batch> confirmation_batch(Confirmation&, const Run&, const StateView&);

}  // namespace jada
