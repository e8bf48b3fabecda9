// How a resource stands, as the state keeps it: what the views show and what alerts and schedules read of others.
#pragma once

#include "engine/base/json.h"
#include "engine/loop/desired.h"
#include "engine/loop/plan.h"

namespace jada {

/// The standing of a record (docs/state.md). `before` is what stands there now.
Json standing_json(const Standing&, const Declared&, const Record& before, const Verdict& found, const Plan&);

}  // namespace jada
