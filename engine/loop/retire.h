// Resources that the state knows and the file no longer declares.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/loop/desired.h"
#include "engine/ports/store.h"

namespace jada {

struct Undeclared {
  Address address;
  bool protect = false;            ///< kept in the state: never deleted
  bool remove_with_block = false;  ///< what was made is to be deleted first
};

/// Those in the state without a block; ascending.
Result<std::vector<Undeclared>> undeclared(const Desired&, const StateView&);

/// Adds those with on_remove = "delete" to `desired` again, as retired: with nothing declared, so that their kind's
/// diff deletes what we made. Protected ones too (the plan shows what holds them). One whose place another block claims
/// by now is not owed a delete any more.
Result<Done> add_retired(Desired&, std::span<const Kind>, std::vector<Undeclared>&, const StateView&);

/// One note each, for plan.diagnostics.
std::vector<Diagnostic> notes_on(const std::vector<Undeclared>&);

}  // namespace jada
