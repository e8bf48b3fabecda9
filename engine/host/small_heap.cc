#include "engine/host/small_heap.h"

#include <malloc.h>

namespace jada {

// Where the threshold is set it does not grow with what is freed, which is glibc's way otherwise.
void keep_heap_small() {
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_TRIM_THRESHOLD, 128 * 1024);
}

}  // namespace jada
