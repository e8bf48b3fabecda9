// Five fields of cron: which minutes of a wall clock they name. No time zone here: schedule.h brings the two together.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/base/result.h"

namespace jada {

/// What the fields allow, as sets of bits. Made by parse_cron only: then it names at least one minute of some year.
struct Cron {
  /// Sets of numbered days of one weekday.
  enum Nth : std::uint8_t { first = 1, fifth = 1 << 4, last = 1 << 5, every = 1 << 6 };

  std::uint64_t minutes = 0;               ///< bit 0 to 59
  std::uint32_t hours = 0;                 ///< bit 0 to 23
  std::uint32_t days = 0;                  ///< bit 1 to 31
  std::uint32_t months = 0;                ///< bit 1 to 12
  bool last_day = false;                   ///< `L`: the last day of the month, besides `days`
  std::array<std::uint8_t, 7> weekdays{};  ///< from Sunday: bits of Nth, those between `first` and `fifth` included
  bool both_days = false;  ///< a day field begins with `*`: day and weekday must match; otherwise one is enough
  bool fixed = false;      ///< neither minute nor hour begins with `*`: a job of set times, which no shift may swallow

  bool operator==(const Cron&) const = default;
};

/// What is wrong with the text, and where: `length` bytes from byte `at`. All before them is ASCII.
struct CronFault {
  std::string_view field{};  ///< `minute`, `hour`, `day of month`, `month`, `day of week`; empty: the whole
  std::size_t at = 0;
  std::size_t length = 0;
  std::string message{};  ///< one clause about the text: minute `61` is not a number from 0 to 59
  std::string hint{};     ///< what to write instead; may be empty
};

/// Numbers, names (`JAN`, `sun`), ranges, steps (`*/5`, `10-50/5`, `3/20`), lists; `L` as day of month, `5L` and
/// `FRI#2` as weekday; `@hourly @daily @midnight @weekly @monthly @yearly @annually`. Weekday 7 is Sunday. As Debian's
/// cron(8) and CronSim read them. What never comes (31 2) is a fault.
std::variant<Cron, CronFault> parse_cron(std::string_view text);

/// Code::invalid: `cron: minute `61` is not …, at column 1`.
Error to_error(const CronFault&);

/// The first named minute from `from` on (included) and before `until`, on a clock that is never shifted. Thread-safe.
std::optional<std::chrono::local_seconds> first_match(const Cron&, std::chrono::local_seconds from,
                                                      std::chrono::local_seconds until);

}  // namespace jada
