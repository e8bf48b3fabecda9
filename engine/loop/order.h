// What must be in order before what: dependencies as waves.
#pragma once

#include <vector>

#include "engine/loop/desired.h"

namespace jada {

/// Adds a fault for every circle of depends_on and references, at its first block.
void find_cycles(const Desired&, Document&);

/// What a resource waits for: its depends_on and the blocks it refers to, each once, ascending.
std::vector<Address> dependencies(const Declared&);

/// Whether a change at `change` waits for `needed`: depends_on concerns every replica, a reference the one of its name.
bool waits_for(const Address& change, const Declared&, const Address& needed);

/// Addresses in waves: each waits only for earlier waves; ascending within one. There are no circles.
std::vector<std::vector<Address>> waves(const Desired&);

}  // namespace jada
