#include "resources/sync/zone_rule.h"

#include <algorithm>

namespace jada {
namespace {

using namespace std::chrono;

struct Shift {
  sys_seconds at;
  seconds ahead;
};

// What is not read yet of a text. Each step takes what it is named for, or says that something else stands there.
class Unread {
 public:
  explicit Unread(std::string_view text) : rest_(text) {}

  bool is_empty() const { return rest_.empty(); }

  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<int> number(int least, int most) {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && digits < 4 && is_digit(rest_[digits]); ++digits) {
      value = value * 10 + (rest_[digits] - '0');
    }
    rest_.remove_prefix(digits);
    if (digits == 0 || value < least || value > most) return std::nullopt;
    return value;
  }

  // `EST`, `<+0330>`
  bool take_name() {
    const bool quoted = take('<');
    const auto belongs = [&](char c) { return is_letter(c) || (quoted && (is_digit(c) || c == '+' || c == '-')); };
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), belongs);
    const auto length = static_cast<std::size_t>(end - rest_.begin());
    rest_.remove_prefix(length);
    return length >= 3 && (!quoted || take('>'));
  }

  // `5`, `-3:30`, `+02:00:00`
  std::optional<seconds> time(int most_hours) {
    const int sign = take('-') ? -1 : 1;
    if (sign == 1) take('+');
    const auto hour = number(0, most_hours);
    if (!hour) return std::nullopt;
    const auto minute = take(':') ? number(0, 59) : 0;
    const auto second = minute && take(':') ? number(0, 59) : 0;
    if (!minute || !second) return std::nullopt;
    return sign * (hours(*hour) + minutes(*minute) + seconds(*second));
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  std::string_view rest_;
};

// `3.2.0`: the second Sunday of March; week 5 is the last.
std::optional<YearlyMoment::Day> weekday_of(Unread& text) {
  const auto month_number = text.number(1, 12);
  const auto week = month_number && text.take('.') ? text.number(1, 5) : std::nullopt;
  const auto day = week && text.take('.') ? text.number(0, 6) : std::nullopt;
  if (!day) return std::nullopt;
  const month in(static_cast<unsigned>(*month_number));
  const weekday on(static_cast<unsigned>(*day));
  if (*week == 5) return in / on[last];
  return in / on[static_cast<unsigned>(*week)];
}

std::optional<YearlyMoment::Day> day_of(Unread& text) {
  if (text.take('M')) return weekday_of(text);
  if (text.take('J')) {  // 29 February is not counted, so that it is the same date in every year
    const auto number = text.number(1, 365);
    if (!number) return std::nullopt;
    const year_month_day date(local_days(2023y / 1 / 1) + days(*number - 1));
    return date.month() / date.day();
  }
  const auto number = text.number(0, 365);
  if (!number) return std::nullopt;
  return days(*number);
}

std::optional<YearlyMoment> moment_of(Unread& text) {
  if (!text.take(',')) return std::nullopt;
  const auto day = day_of(text);
  if (!day) return std::nullopt;
  const auto time = text.take('/') ? text.time(167) : std::optional<seconds>(2h);
  if (!time) return std::nullopt;
  return YearlyMoment{*day, *time};
}

// `EST5`, in POSIX the time behind UTC, not ahead of it; without a time `otherwise`.
std::optional<seconds> ahead_of(Unread& text, std::optional<seconds> otherwise) {
  if (!text.take_name()) return std::nullopt;
  Unread tried = text;
  const auto behind = tried.time(24);
  if (!behind) return otherwise;
  text = tried;
  return -*behind;
}

local_days date_of(year which, days since_new_year) { return local_days(which / 1 / 1) + since_new_year; }

template <class Named>
local_days date_of(year which, const Named& named) {
  return local_days(which / named);
}

}  // namespace

local_seconds YearlyMoment::in(year which) const {
  return std::visit([&](const auto& named) { return date_of(which, named); }, day) + time;
}

ZoneRule::Span ZoneRule::span_at(sys_seconds t) const {
  Span span{sys_seconds::min(), sys_seconds::max(), ahead};
  if (!season) return span;
  const year now = year_month_day(floor<days>(t)).year();
  for (int off = -2; off <= 2; ++off) {  // a shift may stand a week outside its year
    const year y = now + years(off);
    const Shift shifts[] = {{sys_seconds(season->begins.in(y).time_since_epoch()) - ahead, season->ahead},
                            {sys_seconds(season->ends.in(y).time_since_epoch()) - season->ahead, ahead}};
    for (const Shift& shift : shifts) {
      if (shift.at > t) span.end = std::min(span.end, shift.at);
      if (shift.at <= t && shift.at >= span.begin) span = {shift.at, span.end, shift.ahead};
    }
  }
  return span;
}

std::optional<ZoneRule> parse_zone_rule(std::string_view text) {
  Unread unread(text);
  const auto ahead = ahead_of(unread, std::nullopt);
  if (!ahead) return std::nullopt;
  if (unread.is_empty()) return ZoneRule{.ahead = *ahead};
  const auto in_season = ahead_of(unread, *ahead + 1h);
  if (!in_season) return std::nullopt;
  const auto begins = moment_of(unread);
  if (!begins) return std::nullopt;
  const auto ends = moment_of(unread);
  if (!ends || !unread.is_empty()) return std::nullopt;
  return ZoneRule{.ahead = *ahead, .season = ZoneRule::Season{*in_season, *begins, *ends}};
}

}  // namespace jada
