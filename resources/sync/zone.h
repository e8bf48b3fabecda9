// Time zones: what a wall clock shows somewhere, and when it is shifted.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace jada {

struct LoadedZone;

/// A zone of the system's tzdata (/usr/share/zoneinfo), its rule for later years included. Small, copied freely,
/// thread-safe; what it refers to is read once and lives as long as the process, also when tzdata is replaced.
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

  /// `UTC`, `America/Los_Angeles`. Code::invalid: unknown, with the nearest name; Code::unavailable: tzdata is damaged
  /// or not there.
  static Result<Zone> named(std::string_view name);

  /// For the years 1 to 9999. Where no shift ends a span, that end is the least or greatest time there is.
  Span span_at(std::chrono::sys_seconds) const;
  std::string name() const;

 private:
  explicit Zone(const LoadedZone* loaded) : loaded_(loaded) {}

  const LoadedZone* loaded_;  // none: UTC
};

/// Every name that Zone::named takes, ascending; empty when tzdata cannot be read.
std::vector<std::string> zone_names();

}  // namespace jada
