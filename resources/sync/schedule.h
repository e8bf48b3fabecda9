// When a schedule is due: pure arithmetic on time, from what is declared to its slots.
#pragma once

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/time.h"
#include "resources/sync/cron.h"
#include "resources/sync/zone.h"

namespace jada {

/// `every = "30m"`, or `cron = "0 6 * * 1-5"` on the wall clock of a zone. A value; thread-safe.
///
/// Cron and shifted clocks, as Debian's cron(8): a job whose minute and hour are set (neither begins with `*`) runs
/// right after a skipped stretch that holds its time, and once in a repeated one; all others follow the clock as it
/// goes.
class Schedule {
 public:
  /// Slots at multiples of `interval` since 1970 in UTC, plus `phase`; no zone moves them. Code::invalid unless the
  /// interval is from 1 s to 50 years and 0 <= phase < interval.
  static Result<Schedule> every(Duration interval, Duration phase = {});
  static Schedule at(const Cron& cron, Zone zone) { return Schedule(Clocked{cron, zone}); }
  /// Both as text. Code::invalid, naming the column or the nearest zone; Code::unavailable: tzdata cannot be read.
  static Result<Schedule> at(std::string_view cron, std::string_view zone);

  /// The first slot later than `after`; none within 50 years, or outside the years 1 to 9900: none.
  std::optional<Time> next(Time after) const;

  /// Slots later than `after` up to `until`, which is included; the earliest `most` of them.
  std::vector<Time> slots(Time after, Time until, std::size_t most) const;

 private:
  struct Interval {
    Duration length;
    Duration phase;
    std::optional<Time> next(Time after) const;
  };
  struct Clocked {
    Cron cron;
    Zone zone;
    std::optional<Time> next(Time after) const;
    std::optional<Time> next_on_the_clock(std::chrono::sys_seconds after) const;
    std::optional<Time> next_of_set_times(std::chrono::sys_seconds after) const;
    std::chrono::local_seconds unread_from(std::chrono::sys_seconds after) const;
    std::chrono::sys_seconds reached(std::chrono::local_seconds) const;
  };

  explicit Schedule(std::variant<Interval, Clocked> declared) : declared_(std::move(declared)) {}

  std::variant<Interval, Clocked> declared_;
};

}  // namespace jada
