// What must hold in every state database, and what to say where it does not.
#pragma once

#include <string>
#include <vector>

#include "state/sqlite/connection.h"

namespace jada::state {

/// One line per fault, ten per invariant at most; empty is sound. Throws SQLite::Exception.
Result<std::vector<std::string>> broken_invariants(Connection& connection);

}  // namespace jada::state
