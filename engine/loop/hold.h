// What keeps a change from being carried out now: suspension, mode, protection, dependencies.
#pragma once

#include <map>

#include "engine/loop/desired.h"
#include "engine/loop/plan.h"

namespace jada {

/// Fills `blocked_by` and `depends_on` of the changes; `blocked` says which resources their kind held as a whole, and
/// why.
void hold(Plan&, const Desired&, const std::map<Address, Suspension>&, const std::map<Address, std::string>& blocked);

}  // namespace jada
