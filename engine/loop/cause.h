// Edit or drift: decided here once, for all kinds, from what was last applied.
#pragma once

#include <vector>

#include "engine/kind/change.h"
#include "engine/ports/store.h"

namespace jada {

/// Fills `applied`, `edits`, `cause` (where the kind left it open) and `first_seen` of every change; wanted ≠ applied
/// is an edit, seen ≠ applied is drift. The changes are of one resource, ascending.
Result<Done> find_causes(const Address& resource, std::vector<Change>& changes, const StateView&);

}  // namespace jada
