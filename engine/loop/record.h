// What a look found, as the state keeps it.
#pragma once

#include "engine/loop/decide.h"
#include "engine/ports/store.h"

namespace jada {

/// The batch that stores a look: standings, replicas, items whose status moved, fields apart. With `adopt` (apply)
/// items found in step become ours; without (plan, drift) ownership stays as it was. Changes that were carried out are
/// left to the commits of loop/apply. Commit it as an observation (durable = false) unless something else makes it
/// matter.
/// `stage`: only what belongs to it; none: all.
Result<Batch> record_look(const Decision&, const Desired&, const StateView&, bool adopt,
                          std::optional<Stage> stage = std::nullopt);

}  // namespace jada
