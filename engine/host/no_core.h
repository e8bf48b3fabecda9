// Secrets stay out of core dumps.
#pragma once

namespace jada {

/// From now on a crash of this process leaves no image of its memory, neither in a file nor to a program of
/// core_pattern. A debugger of the same user still attaches.
void forbid_core_dumps();

}  // namespace jada
