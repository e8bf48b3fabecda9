#include "engine/host/system_clock.h"

namespace jada {

Time SystemClock::now() const { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

}  // namespace jada
