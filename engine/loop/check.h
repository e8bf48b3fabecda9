// Invariants every plan satisfies before anybody sees it; a broken one is our bug and stops the run.
#pragma once

#include <string>
#include <vector>

#include "engine/loop/desired.h"
#include "engine/loop/plan.h"

namespace jada {

/// In words, one per broken invariant: no change rests on a replica that could not be observed; nothing acts that is
/// suspended, observed only or protected; every change has a cause and, unless it creates or deletes, a path to print;
/// no address twice; order by address.
std::vector<std::string> broken_invariants(const Plan&, const Desired&);

}  // namespace jada
