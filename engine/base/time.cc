#include "engine/base/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace jada {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};
constexpr std::array<Unit, 6> kUnits{
    {{"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

// Digits at the front of `text`, cut off; none when there are not exactly `count` of them.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + count, number);
  if (fault != std::errc{} || end != text.data() + count || text.front() == '-') return std::nullopt;
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<int> take_milliseconds(std::string_view& text) {
  int total = 0;
  int scale = 100;
  bool any = false;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    total += (text.front() - '0') * scale;
    scale /= 10;
    any = true;
    text.remove_prefix(1);
  }
  return any ? std::optional(total) : std::nullopt;
}

// `Z` or `+02:00`: how far the local time is ahead of UTC.
std::optional<Duration> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return Duration{0};
  const bool behind = !text.empty() && text.front() == '-';
  if (!take(text, "+-")) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  const Duration ahead = hours{*hour} + minutes{*minute};
  return behind ? -ahead : ahead;
}

std::optional<Time> read_time(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day || !take(text, "Tt ")) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || !take(text, ":")) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  int fraction = 0;
  if (take(text, ".")) {
    const auto read = take_milliseconds(text);
    if (!read) return std::nullopt;
    fraction = *read;
  }
  const auto offset = take_offset(text);
  const auto date = std::chrono::year{*year} / *month / *day;
  if (!offset || !text.empty() || !date.ok()) return std::nullopt;
  return Time{std::chrono::sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second} + Duration{fraction} -
              *offset};
}

}  // namespace

std::string to_string(Time time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

Result<Time> parse_time(std::string_view text) {
  if (const auto time = read_time(text)) return *time;
  return Error{Code::invalid, "`" + std::string(text) + "` is no time: write 2026-05-13T12:00:00Z"};
}

Result<Duration> parse_duration(std::string_view text) {
  const Error wrong{Code::invalid, "`" + std::string(text) + "` is no duration: write 90s, 30m, 1h30m or 180d"};
  std::int64_t total = 0;
  std::int64_t above = std::numeric_limits<std::int64_t>::max();  // units must fall
  if (text.empty()) return wrong;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (fault != std::errc{} || count < 0 || text.front() == '-') return wrong;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::string_view name = text.substr(0, text.find_first_of("0123456789"));
    text.remove_prefix(name.size());
    const Unit* unit = nullptr;
    for (const Unit& candidate : kUnits) {
      if (candidate.name == name) unit = &candidate;
    }
    if (unit == nullptr || unit->milliseconds >= above) return wrong;
    above = unit->milliseconds;
    std::int64_t part = 0;
    if (__builtin_mul_overflow(count, unit->milliseconds, &part) || __builtin_add_overflow(total, part, &total))
      return wrong;
  }
  return Duration{total};
}

std::string to_string(Duration length) {
  if (length.count() == 0) return "0s";
  std::string text = length.count() < 0 ? "-" : "";
  std::int64_t left = length.count() < 0 ? -length.count() : length.count();
  for (const Unit& unit : kUnits) {
    if (unit.name == "w" || left < unit.milliseconds) continue;
    text += std::to_string(left / unit.milliseconds) + std::string(unit.name);
    left %= unit.milliseconds;
  }
  return text;
}

std::string about(Duration length) {
  std::string text = length.count() < 0 ? "-" : "";
  std::int64_t left = length.count() < 0 ? -length.count() : length.count();
  int shown = 0;
  for (const Unit& unit : kUnits) {
    if (unit.name == "w" || left < unit.milliseconds) continue;
    if (shown > 0 && unit.name == "ms") break;
    if (shown > 0) text += ' ';
    text += std::to_string(left / unit.milliseconds) + std::string(unit.name);
    left %= unit.milliseconds;
    if (++shown == 2) break;
  }
  return shown == 0 ? "0s" : text;
}

}  // namespace jada
