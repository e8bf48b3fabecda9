#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <span>
#include <vector>

#include "engine/base/text.h"
#include "resources/sync/cron.h"

namespace jada {
namespace {

using namespace std::chrono;

constexpr std::size_t kLongest = 1000;  // bytes; the longest sensible list of minutes is far below

constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view kWeekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Field {
  std::string_view name;
  unsigned least;
  unsigned most;
  std::span<const std::string_view> names{};  // the first is `least`
  std::string_view wanted;
};

constexpr Field kFields[] = {{"minute", 0, 59, {}, "a number from 0 to 59"},
                             {"hour", 0, 23, {}, "a number from 0 to 23"},
                             {"day of month", 1, 31, {}, "a number from 1 to 31, or L"},
                             {"month", 1, 12, kMonths, "a number from 1 to 12, or JAN to DEC"},
                             {"day of week", 0, 7, kWeekdays, "a number from 0 to 7, or SUN to SAT"}};
constexpr const Field& kDay = kFields[2];
constexpr const Field& kWeekday = kFields[4];

struct Shorthand {
  std::string_view name;
  std::string_view fields;
};
constexpr Shorthand kShorthands[] = {{"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},   {"@midnight", "0 0 * * *"},
                                     {"@weekly", "0 0 * * 0"},  {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"},
                                     {"@annually", "0 0 1 1 *"}};

std::string shown(std::string_view part) { return "`" + printable(shortened(part, 40)) + "`"; }

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (fault != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// What one field says: plain values, and what only days have.
struct Said {
  std::uint64_t values = 0;
  bool last_day = false;
  std::array<std::uint8_t, 8> nth{};
};

class FieldParser {
 public:
  FieldParser(const Field& field, std::string_view whole) : field_(field), whole_(whole) {}

  std::variant<Said, CronFault> read(std::string_view text) {
    for (std::size_t begin = 0; begin <= text.size() && !fault_;) {
      const std::size_t end = std::min(text.find(',', begin), text.size());
      term(text.substr(begin, end - begin));
      begin = end + 1;
    }
    if (fault_) return *fault_;
    return said_;
  }

 private:
  void term(std::string_view text) {
    if (text.empty()) return refuse(text, fmt::format("{}: nothing stands where a list goes on", field_.name));
    if (day_only(text)) return;
    const std::size_t slash = text.find('/');
    const std::string_view base = text.substr(0, slash);
    const bool stepped = slash != std::string_view::npos;
    const auto step = stepped ? step_of(text.substr(slash + 1)) : 1;
    if (!step) return;
    const std::size_t dash = base.find('-');
    const bool ranged = dash != std::string_view::npos;
    const auto from = base == "*" ? field_.least : value(base.substr(0, dash));
    if (!from) return;
    const auto to = ranged ? value(base.substr(dash + 1)) : base == "*" || stepped ? field_.most : *from;
    if (!to) return;
    if (*from > *to) return reversed(base);
    for (unsigned at = *from; at <= *to; at += std::min(*step, 60u)) said_.values |= std::uint64_t{1} << at;
  }

  // `L`, `5L` and `FRI#2`.
  bool day_only(std::string_view text) {
    if (&field_ == &kDay && lower(text) == "l") return said_.last_day = true;
    if (&field_ != &kWeekday) return false;
    const std::size_t hash = text.find('#');
    if (hash != std::string_view::npos) {
      numbered(text.substr(0, hash), text.substr(hash + 1));
      return true;
    }
    if (text.size() != 2 || lower(text)[1] != 'l') return false;
    if (const auto day = value(text.substr(0, 1))) said_.nth[*day] |= Cron::last;
    return true;
  }

  void numbered(std::string_view weekday, std::string_view text) {
    const auto day = value(weekday);
    if (!day) return;
    const auto nth = number(text);
    if (!nth || *nth < 1 || *nth > 5) {
      return refuse(text, fmt::format("{}: {} after # is not a number from 1 to 5", field_.name, shown(text)));
    }
    said_.nth[*day] |= static_cast<std::uint8_t>(Cron::first << (*nth - 1));
  }

  std::optional<unsigned> value(std::string_view text) {
    const auto name = std::find(field_.names.begin(), field_.names.end(), lower(text));
    if (name != field_.names.end()) return field_.least + static_cast<unsigned>(name - field_.names.begin());
    const auto read = number(text);
    if (read && *read >= field_.least && *read <= field_.most) return read;
    refuse(text, fmt::format("{} {} is not {}", field_.name, shown(text), field_.wanted));
    return std::nullopt;
  }

  std::optional<unsigned> step_of(std::string_view text) {
    const auto step = number(text);
    if (step && *step > 0) return step;
    refuse(text, fmt::format("{}: a step of {} is not a number from 1 on", field_.name, shown(text)));
    return std::nullopt;
  }

  void reversed(std::string_view range) {
    const bool to_sunday = lower(range).ends_with("-sun") || range.ends_with("-0");
    refuse(
        range, fmt::format("{}: the range {} ends before it begins", field_.name, shown(range)),
        &field_ == &kWeekday && to_sunday ? "at the end of a range Sunday is 7" : "write two ranges, as in 22-23,0-5");
  }

  void refuse(std::string_view part, std::string message, std::string hint = {}) {
    const auto at = static_cast<std::size_t>(part.data() - whole_.data());
    fault_ = {field_.name, at, std::max<std::size_t>(part.size(), 1), std::move(message), std::move(hint)};
  }

  const Field& field_;
  std::string_view whole_;
  Said said_{};
  std::optional<CronFault> fault_{};
};

void put(Cron& cron, std::size_t field, const Said& said, bool star) {
  switch (field) {
    case 0: cron.minutes = said.values; break;
    case 1: cron.hours = static_cast<std::uint32_t>(said.values); break;
    case 2:
      cron.days = static_cast<std::uint32_t>(said.values);
      cron.last_day = said.last_day;
      break;
    case 3: cron.months = static_cast<std::uint32_t>(said.values); break;
    default:
      for (std::size_t day = 0; day <= 7; ++day) {
        std::uint8_t& bits = cron.weekdays[day % 7];
        bits |= said.nth[day];
        if ((said.values >> day & 1) != 0) bits |= Cron::every;
      }
  }
  if (star && field < 2) cron.fixed = false;
  if (star && (field == 2 || field == 4)) cron.both_days = true;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t begin = text.find_first_not_of(" \t"); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t", begin), text.size());
    found.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(" \t", end);
  }
  return found;
}

// Any 28 years between two centuries have every kind of year: what is not in these is in none.
bool ever_comes(const Cron& cron) {
  return first_match(cron, local_days(2001y / 1 / 1), local_days(2029y / 1 / 1)).has_value();
}

std::optional<CronFault> wrong_as_a_whole(std::string_view text) {
  if (text.size() > kLongest) {
    return CronFault{.length = 1, .message = fmt::format("longer than {} characters", kLongest)};
  }
  const auto odd = std::find_if(text.begin(), text.end(), [](char c) { return (c < ' ' && c != '\t') || c > '~'; });
  if (odd == text.end()) return std::nullopt;
  const auto at = static_cast<std::size_t>(odd - text.begin());
  return CronFault{.at = at, .length = 1, .message = "a character that is no letter, digit or sign of cron"};
}

std::variant<Cron, CronFault> parse_shorthand(std::string_view word, std::string_view whole) {
  std::vector<std::string_view> names;
  for (const auto& [name, fields] : kShorthands) {
    if (lower(word) == name) return parse_cron(fields);
    names.push_back(name);
  }
  CronFault fault{.at = static_cast<std::size_t>(word.data() - whole.data()), .length = word.size()};
  fault.message = fmt::format("unknown shorthand {}", shown(word));
  const auto guess = nearest(lower(shortened(word, 40)), names);
  fault.hint = guess ? fmt::format("did you mean `{}`?", *guess) : fmt::format("there are {}", fmt::join(names, ", "));
  return fault;
}

CronFault wrong_count(std::span<const std::string_view> fields, std::string_view whole) {
  const std::string_view spare = fields.size() > 5 ? fields[5] : fields.empty() ? whole : fields.front();
  return {.at = static_cast<std::size_t>(spare.data() - whole.data()),
          .length = std::max<std::size_t>(spare.size(), 1),
          .message = fmt::format("{} instead of 5", counted(fields.size(), "field")),
          .hint = "minute hour day-of-month month day-of-week, as in \"0 6 * * 1-5\""};
}

}  // namespace

std::variant<Cron, CronFault> parse_cron(std::string_view text) {
  if (auto fault = wrong_as_a_whole(text)) return *fault;
  const auto fields = words(text);
  if (fields.size() == 1 && fields[0].starts_with('@')) return parse_shorthand(fields[0], text);
  if (fields.size() != std::size(kFields)) return wrong_count(fields, text);
  Cron cron{.fixed = true};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto read = FieldParser(kFields[i], text).read(fields[i]);
    if (const auto* fault = std::get_if<CronFault>(&read)) return *fault;
    put(cron, i, std::get<Said>(read), fields[i].starts_with('*'));
  }
  if (ever_comes(cron)) return cron;
  const auto at = static_cast<std::size_t>(fields[2].data() - text.data());
  const auto end = static_cast<std::size_t>(fields[4].data() - text.data()) + fields[4].size();
  return CronFault{.field = kDay.name, .at = at, .length = end - at, .message = "never comes: no month has such a day"};
}

Error to_error(const CronFault& fault) {
  const std::string hint = fault.hint.empty() ? "" : " (" + fault.hint + ")";
  return {Code::invalid, fmt::format("cron: {}, at column {}{}", fault.message, fault.at + 1, hint)};
}

}  // namespace jada
