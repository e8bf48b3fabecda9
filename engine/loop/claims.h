// What only one block may have: two rosters on one table would rewrite each other for ever.
#pragma once

#include "engine/loop/desired.h"

namespace jada {

/// Every claim that stands twice, the state's own file among them, becomes a fault of the document at the later block.
void find_double_claims(const Desired&, Document&);

}  // namespace jada
