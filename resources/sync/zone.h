// Time zones: what a wall clock shows somewhere, and when it is shifted. The only file that knows the library of time
// zones.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace date {
class time_zone;
}

namespace jada {

/// A zone of the system's tzdata. Small, copied freely, thread-safe; what it refers to lives as long as the process.
/// After the last shift that tzdata lists (2037 for most) a zone stays as it is then: the library ignores the rule for
/// later.
class Zone {
 public:
  /// A stretch without a shift: `begin <= t < end`, all of it so far ahead of UTC.
  struct Span {
    std::chrono::sys_seconds begin;
    std::chrono::sys_seconds end;
    std::chrono::seconds ahead;

    std::chrono::local_seconds local(std::chrono::sys_seconds t) const {
      return std::chrono::local_seconds((t + ahead).time_since_epoch());
    }
    std::chrono::sys_seconds utc(std::chrono::local_seconds t) const {
      return std::chrono::sys_seconds(t.time_since_epoch() - ahead);
    }
  };

  static Zone utc() { return Zone(nullptr); }

  /// `UTC`, `America/Los_Angeles`. Code::invalid: unknown, with the nearest name; Code::unavailable: tzdata cannot be
  /// read. The first name other than UTC reads the list of zones: about 10 ms.
  static Result<Zone> named(std::string_view name);

  Span span_at(std::chrono::sys_seconds) const;
  std::string name() const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}

  const date::time_zone* zone_;  // none: UTC
};

/// Every name that Zone::named takes, ascending; empty when tzdata cannot be read.
std::vector<std::string> zone_names();

}  // namespace jada
