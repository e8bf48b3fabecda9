// How each resource stands after a look: one condition, one reason, one sentence.
#pragma once

#include <map>

#include "engine/loop/desired.h"
#include "engine/loop/plan.h"

namespace jada {

/// What is wrong with a resource besides what is apart.
struct Trouble {
  std::string last_error{};  ///< of its last apply, or as its kind tells
  bool is_proven = false;    ///< it fails though there may be nothing to do about it now
  std::string waits_for{};   ///< why what it needs cannot be used; empty: it can
};

/// Fills plan.standings for the resources that were observed; after an apply, what it carried out is no longer apart.
void find_standings(Plan&, const Desired&, const std::map<Address, Suspension>&, const std::map<Address, Trouble>&);

}  // namespace jada
