#include "resources/sync/schedule.h"

#include <algorithm>

namespace jada {
namespace {

using namespace std::chrono;

constexpr auto kHorizon = duration_cast<seconds>(years(50));
constexpr Time kEarliest = sys_days(1y / 1 / 1);
constexpr Time kLatest = sys_days(9900y / 1 / 1);

// No wall clock is, or ever was, further from UTC than 16 hours.
constexpr seconds kFarFromUtc = days(2);

}  // namespace

Result<Schedule> Schedule::every(Duration interval, Duration phase) {
  if (interval < 1s) return Error{Code::invalid, "an interval of " + to_string(interval) + " is shorter than 1s"};
  if (interval > kHorizon)
    return Error{Code::invalid, "an interval of " + to_string(interval) + " is longer than 50 years"};
  if (phase < 0s || phase >= interval) {
    return Error{Code::invalid,
                 "a phase of " + to_string(phase) + " is not shorter than the interval of " + to_string(interval)};
  }
  return Schedule(Interval{interval, phase});
}

Result<Schedule> Schedule::at(std::string_view cron, std::string_view zone) {
  const auto read = parse_cron(cron);
  if (const auto* fault = std::get_if<CronFault>(&read)) return to_error(*fault);
  const auto found = Zone::named(zone);
  if (!found) return found.error();
  return at(std::get<Cron>(read), *found);
}

std::optional<Time> Schedule::next(Time after) const {
  if (after < kEarliest || after >= kLatest) return std::nullopt;
  return std::visit([&](const auto& declared) { return declared.next(after); }, declared_);
}

std::vector<Time> Schedule::slots(Time after, Time until, std::size_t most) const {
  std::vector<Time> found;
  while (found.size() < most) {
    const auto slot = next(after);
    if (!slot || *slot > until) break;
    found.push_back(after = *slot);
  }
  return found;
}

std::optional<Time> Schedule::Interval::next(Time after) const {
  const Duration since_phase = after.time_since_epoch() - phase;
  const auto into = (since_phase % length + length) % length;  // % rounds towards 1970
  return after - into + length;
}

std::optional<Time> Schedule::Clocked::next(Time after) const {
  const auto second = floor<seconds>(after);
  const auto slot = cron.fixed ? next_of_set_times(second) : next_on_the_clock(second);
  return slot && *slot <= second + kHorizon ? slot : std::nullopt;
}

std::optional<Time> Schedule::Clocked::next_on_the_clock(sys_seconds after) const {
  const sys_seconds horizon = after + kHorizon;
  for (sys_seconds from = after + 1s; from <= horizon;) {
    const Zone::Span span = zone.span_at(from);
    const sys_seconds until = std::min(span.end, horizon + 1s);
    if (const auto match = first_match(cron, span.local(from), span.local(until))) return span.utc(*match);
    from = until;
  }
  return std::nullopt;
}

std::optional<Time> Schedule::Clocked::next_of_set_times(sys_seconds after) const {
  const local_seconds from = unread_from(after);
  const auto match = first_match(cron, from, from + kHorizon + kFarFromUtc);
  if (!match) return std::nullopt;
  return reached(*match);
}

// The first reading that no clock of the zone has shown up to `after`: a clock set back shows some twice.
local_seconds Schedule::Clocked::unread_from(sys_seconds after) const {
  Zone::Span span = zone.span_at(after);
  local_seconds unread = span.local(after) + 1s;
  while (span.begin > after - kFarFromUtc) {
    span = zone.span_at(span.begin - 1s);
    unread = std::max(unread, span.local(span.end));
  }
  return unread;
}

// When the clock first shows `reading` or, where that is skipped, what comes after it.
sys_seconds Schedule::Clocked::reached(local_seconds reading) const {
  Zone::Span span = zone.span_at(sys_seconds(reading.time_since_epoch()) - kFarFromUtc);
  while (span.utc(reading) >= span.end) span = zone.span_at(span.end);
  return std::max(span.utc(reading), span.begin);
}

}  // namespace jada
