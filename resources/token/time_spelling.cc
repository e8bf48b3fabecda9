#include "resources/token/time_spelling.h"

#include <algorithm>
#include <charconv>

#include "engine/base/json_string.h"

namespace jada {
namespace {

using Form = TimeSpelling::Form;

constexpr double kFirstMilliseconds = 1e11;            // as seconds: the year 5138
constexpr double kLastMilliseconds = 253402300799999;  // the end of the year 9999
constexpr std::string_view kDigits = "0123456789";

std::optional<SpelledTime> read_number(std::string_view text) {
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size() || !(number >= 0)) return std::nullopt;
  const bool is_milliseconds = number > kFirstMilliseconds;
  if (!is_milliseconds) number *= 1000;
  if (number > kLastMilliseconds) return std::nullopt;
  const auto point = text.find('.');
  const bool has_fraction = point != std::string_view::npos && text.find_first_of("eE") == std::string_view::npos;
  return SpelledTime{.at = Time{Duration{static_cast<std::int64_t>(number + 0.5)}},
                     .spelling = {.form = is_milliseconds ? Form::milliseconds : Form::seconds,
                                  .fraction = has_fraction ? text.size() - point - 1 : 0}};
}

// `Z`, ` UTC`, `+02:00`, `+0200`, `+02` as parse_time reads them; none when it is no zone.
std::optional<std::string> plain_zone(std::string_view zone) {
  if (zone.starts_with(' ')) zone.remove_prefix(1);
  if (zone.empty() || zone == "Z" || zone == "z" || zone == "UTC" || zone == "GMT") return "Z";
  if (zone.front() != '+' && zone.front() != '-') return std::nullopt;
  std::string text(zone);
  if (text.size() == 3) text += ":00";
  if (text.size() == 5) text.insert(3, ":");
  return text;
}

struct Parts {
  std::string_view date, hours, seconds, fraction, zone;
};

// The pieces of `2026-05-13T12:00[:00[.5]][zone]`; whether they are digits in range, parse_time tells.
std::optional<Parts> parts_of(std::string_view text) {
  if (text.size() < 16) return std::nullopt;
  Parts parts{.date = text.substr(0, 10), .hours = text.substr(11, 5), .seconds = {}, .fraction = {}, .zone = {}};
  text.remove_prefix(16);
  if (text.starts_with(':')) {
    parts.seconds = text.substr(0, 3);
    text.remove_prefix(parts.seconds.size());
  }
  if (!parts.seconds.empty() && text.starts_with('.')) {
    parts.fraction = text.substr(1, std::min(text.find_first_not_of(kDigits, 1), text.size()) - 1);
    if (parts.fraction.empty()) return std::nullopt;
    text.remove_prefix(1 + parts.fraction.size());
  }
  parts.zone = text;
  return parts;
}

std::optional<SpelledTime> read_calendar(std::string_view text) {
  const auto parts = parts_of(text);
  if (!parts || std::string_view("Tt ").find(text[10]) == std::string_view::npos) return std::nullopt;
  const auto zone = plain_zone(parts->zone);
  if (!zone) return std::nullopt;
  const std::string local = std::string(parts->date) + "T" + std::string(parts->hours) +
                            (parts->seconds.empty() ? ":00" : std::string(parts->seconds)) +
                            (parts->fraction.empty() ? "" : "." + std::string(parts->fraction));
  const auto as_utc = parse_time(local + "Z");
  const auto at = parse_time(local + *zone);
  if (!as_utc || !at) return std::nullopt;
  const bool is_naive = parts->zone.empty();
  const Duration ahead = is_naive ? Duration{0} : *as_utc - *at;
  SpelledTime read{.at = *as_utc - ahead,
                   .is_sure = !is_naive,
                   .spelling = {.form = Form::calendar,
                                .fraction = parts->fraction.size(),
                                .between = text[10],
                                .has_seconds = !parts->seconds.empty(),
                                .zone = std::string(parts->zone),
                                .ahead = ahead}};
  if (parts->date == "0001-01-01") read.at.reset();
  return read;
}

// The first `digits` digits of a fraction of which milliseconds are known; with its point.
std::string fraction(std::int64_t milliseconds, std::size_t digits) {
  if (digits == 0) return "";
  std::string text = std::to_string(1000 + milliseconds).substr(1);
  text.resize(digits, '0');
  return "." + text;
}

std::string spelled_number(Time time, const TimeSpelling& spelling) {
  const std::int64_t count = time.time_since_epoch().count();
  if (spelling.form == Form::milliseconds) return std::to_string(count) + fraction(0, spelling.fraction);
  return std::to_string(count / 1000) + fraction(count % 1000, spelling.fraction);
}

}  // namespace

std::optional<SpelledTime> read_time(std::string_view json) {
  if (!json.starts_with('"')) return read_number(json);
  const auto text = json_unquoted(json);
  if (!text) return std::nullopt;
  auto number = read_number(*text);
  if (!number) return read_calendar(*text);
  number->spelling.quoted = true;
  return number;
}

std::string spelled(Time time, const TimeSpelling& spelling) {
  if (spelling.form != Form::calendar) {
    const std::string number = spelled_number(time, spelling);
    return spelling.quoted ? json_quoted(number) : number;
  }
  const Time local = time + spelling.ahead;
  const std::string text = to_string(local);  // 2026-05-13T12:00:00.123Z
  const std::int64_t milliseconds = (local - std::chrono::floor<std::chrono::seconds>(local)).count();
  return json_quoted(text.substr(0, 10) + spelling.between + text.substr(11, spelling.has_seconds ? 8 : 5) +
                     fraction(milliseconds, spelling.fraction) + spelling.zone);
}

}  // namespace jada
