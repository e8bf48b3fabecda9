// What keeps a token from being refreshed though a script asks for it.
#pragma once

#include <optional>

#include "engine/loop/desired.h"
#include "resources/token/diagnosis.h"

namespace jada {

/// Why nobody is to act on this token at `now`, and how that ends: mode = "observe", or a suspension in the file or in
/// the state, which is opened to find out. None: it may be refreshed.
std::optional<Diagnosis> hold_on(const Declared&, const Desired&, Time now);

}  // namespace jada
