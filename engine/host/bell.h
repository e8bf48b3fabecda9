// Wakes a thread that waits: from any thread, and from a signal handler.
#pragma once

#include "engine/base/time.h"
#include "engine/host/descriptor.h"

namespace jada {

/// One thread waits; rings while nobody does are not lost.
class Bell {
 public:
  Bell();
  /// Async-signal-safe.
  void ring() const;
  /// Until somebody rang or `most` is over.
  void wait(Duration most) const;

 private:
  Descriptor event_;
};

}  // namespace jada
