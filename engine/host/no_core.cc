#include "engine/host/no_core.h"

#include <sys/resource.h>

#include <algorithm>

namespace jada {

// 1, not 0: a core_pattern that pipes to a program ignores a limit of 0 but not of 1, and no file of one byte is begun
// (core(5)). Only the soft limit, so that a job we start may raise its own.
void forbid_core_dumps() {
  rlimit limit{};
  if (getrlimit(RLIMIT_CORE, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(1, limit.rlim_max);
  setrlimit(RLIMIT_CORE, &limit);
}

}  // namespace jada
