// Keeps secrets out of diagnostics.
#pragma once

#include "engine/config/diagnostic.h"

namespace jada {

/// Cuts the snippet behind its first `=`; the whole line when it has none (a value that spans lines).
void hide_values(Diagnostic&);

}  // namespace jada
