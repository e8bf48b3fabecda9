// Stops asking a region that does not answer, so that a run ends and says so.
#pragma once

#include <mutex>
#include <optional>

#include "engine/base/time.h"

namespace jada {

/// Opens after five failures in a row, each of a request that went out after the one before had failed: what one lost
/// moment breaks at once counts once. Open, it lets one request through every ten seconds. Thread-safe.
class Breaker {
 public:
  /// A request would not be let through.
  bool is_shut(Time now) const;
  /// False: not now. True of an open breaker makes the caller's request the one that finds out: it has to be sent.
  bool lets_through(Time now);
  bool is_open() const;
  void failed(Time sent_at, Time now);
  void succeeded();

 private:
  bool holds(Time now) const;

  mutable std::mutex mutex_{};
  int failures_ = 0;                    // in a row; all below under mutex_
  std::optional<Time> last_{};          // failure
  std::optional<Time> next_attempt_{};  // open until then
};

}  // namespace jada
