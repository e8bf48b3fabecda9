#include "resources/sync/cron.h"

#include <algorithm>
#include <bit>

namespace jada {
namespace {

using namespace std::chrono;

// Days of a month as bits from 0 (the 1st).
using DaysOfMonth = std::uint32_t;

constexpr DaysOfMonth kOneWeekday = 0x10204081;  // the 1st, 8th, 15th, 22nd and 29th

DaysOfMonth of_weekday(std::uint8_t nth, DaysOfMonth its_days) {
  if ((nth & Cron::every) != 0) return its_days;
  DaysOfMonth chosen = (nth & Cron::last) != 0 ? std::bit_floor(its_days) : 0;
  for (unsigned bit = Cron::first; bit <= Cron::fifth; bit <<= 1, its_days &= its_days - 1) {
    if ((nth & bit) != 0) chosen |= its_days & (~its_days + 1);
  }
  return chosen;
}

DaysOfMonth named_days(const Cron& cron, year_month month) {
  const unsigned length = static_cast<unsigned>((month / last).day());
  const unsigned begins = weekday(local_days(month / 1)).c_encoding();
  const DaysOfMonth all = static_cast<DaysOfMonth>((std::uint64_t{1} << length) - 1);
  DaysOfMonth by_number = (cron.days >> 1) & all;
  if (cron.last_day) by_number |= DaysOfMonth{1} << (length - 1);
  DaysOfMonth by_weekday = 0;
  for (unsigned weekday = 0; weekday < 7; ++weekday) {
    by_weekday |= of_weekday(cron.weekdays[weekday], (kOneWeekday << (weekday + 7 - begins) % 7) & all);
  }
  return cron.both_days ? by_number & by_weekday : by_number | by_weekday;
}

// The first named day from `from` on and not after `until`.
std::optional<local_days> first_day(const Cron& cron, local_days from, local_days until) {
  while (from <= until) {
    const year_month_day date(from);
    const year_month month = date.year() / date.month();
    const bool named = (cron.months >> static_cast<unsigned>(month.month()) & 1) != 0;
    const unsigned gone = static_cast<unsigned>(date.day()) - 1;
    const DaysOfMonth left = named ? named_days(cron, month) >> gone : 0;
    if (left != 0) return from + days(std::countr_zero(left));
    from = local_days((month + months(1)) / 1);
  }
  return std::nullopt;
}

// The first named minute of a day from `from` on.
std::optional<minutes> first_time(const Cron& cron, minutes from) {
  const auto hour = static_cast<unsigned>(from / 1h);
  const auto minute = static_cast<unsigned>(from % 1h / 1min);
  const std::uint64_t rest_of_hour = cron.minutes >> minute;
  if ((cron.hours >> hour & 1) != 0 && rest_of_hour != 0) return from + minutes(std::countr_zero(rest_of_hour));
  const std::uint32_t later = cron.hours >> (hour + 1);
  if (later == 0) return std::nullopt;
  return hours(hour + 1) + hours(std::countr_zero(later)) + minutes(std::countr_zero(cron.minutes));
}

}  // namespace

std::optional<local_seconds> first_match(const Cron& cron, local_seconds from, local_seconds until) {
  const auto minute = ceil<minutes>(from);
  const auto today = floor<days>(minute);
  const auto last_day = floor<days>(until);
  auto day = first_day(cron, today, last_day);
  auto time = first_time(cron, day == today ? minute - today : 0min);
  if (day && !time) {
    day = first_day(cron, today + days(1), last_day);
    time = first_time(cron, 0min);
  }
  if (!day || *day + *time >= until) return std::nullopt;
  return *day + *time;
}

}  // namespace jada
