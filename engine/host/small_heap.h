// Memory that is not used any more goes back to the system, which may have a gigabyte for everything.
#pragma once

namespace jada {

/// Once, before there are threads: two arenas for all of them, and no waiting for more to be freed. A fifth less at the
/// peak of a large apply, for a twentieth more of cpu.
void keep_heap_small();

}  // namespace jada
