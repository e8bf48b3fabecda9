// What tzdata says of all years after its last entry: the footer of a zone's file, a POSIX TZ text as RFC 8536 §3.3
// extends it.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

namespace jada {

/// A day and a time of every year, on the clock as it goes until then.
struct YearlyMoment {
  /// Days since New Year, among others; those of std::chrono mean what they are called.
  using Day = std::variant<std::chrono::days, std::chrono::month_day, std::chrono::month_weekday,
                           std::chrono::month_weekday_last>;
  Day day;
  std::chrono::seconds time;  ///< of that day; up to a week before or after it

  std::chrono::local_seconds in(std::chrono::year) const;
};

struct ZoneRule {
  /// A second time that the zone keeps for a part of every year.
  struct Season {
    std::chrono::seconds ahead;
    YearlyMoment begins;
    YearlyMoment ends;
  };
  struct Span {
    std::chrono::sys_seconds begin;
    std::chrono::sys_seconds end;
    std::chrono::seconds ahead;
  };

  std::chrono::seconds ahead;  ///< of UTC, outside the season
  std::optional<Season> season{};

  /// Begin and end are the least and greatest time there is where no season ends them. For the years 1 to 9999.
  Span span_at(std::chrono::sys_seconds) const;
};

/// `EST5EDT,M3.2.0,M11.1.0`; none: it is no such text. Names of times are read over.
std::optional<ZoneRule> parse_zone_rule(std::string_view);

}  // namespace jada
