// The outward sign of life, as healthchecks.io and its like take it: a ping after a completed turn, `/fail` while
// something is wrong.
#pragma once

#include <optional>

#include "engine/loop/controller.h"
#include "engine/ports/http.h"
#include "engine/ports/secrets.h"

namespace jada {

/// Which ping is due; for one thread.
class Heartbeat {
 public:
  /// None: not now. Once a minute, and at once when it turns.
  std::optional<bool> due(bool is_good, Time now);
  /// The clock was set back.
  void restart() { next_at_ = Time{}; }
  /// The last one did not arrive: it is due again in ten seconds.
  void failed(Time now) { next_at_ = now + std::chrono::seconds{10}; }

 private:
  std::optional<bool> last_{};
  Time next_at_{};
};

/// Sends it; the Error names no address. Any thread.
Result<Done> ping(const SecretRef& address, bool is_good, Http&, Secrets&);

}  // namespace jada
