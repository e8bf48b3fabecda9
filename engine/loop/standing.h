// How each resource stands after a look: one condition, one reason, one sentence.
#pragma once

#include <map>

#include "engine/loop/desired.h"
#include "engine/loop/plan.h"

namespace jada {

/// Fills plan.standings for the resources that were observed; after an apply, what it carried out is no longer apart.
/// `last_errors` are those of resources whose last apply failed.
void find_standings(Plan&, const Desired&, const std::map<Address, Suspension>&,
                    const std::map<Address, std::string>& last_errors);

}  // namespace jada
