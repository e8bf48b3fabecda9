// What holds for every zone of the machine's tzdata, over years with the strangest shifts on record.
#include <gtest/gtest.h>

#include <map>
#include <tuple>

#include "resources/sync/schedule.h"

namespace jada {
namespace {

using namespace std::chrono;

constexpr sys_seconds kBegin = sys_days(2011y / 7 / 1);  // Apia skips a day on 2011-12-30
constexpr sys_seconds kEnd = sys_days(2021y / 7 / 1);

struct Place {
  std::string name;
  Zone zone;
  std::vector<Zone::Span> spans;
};

// One zone for each history: the others of the same shifts would be the same walk again.
std::vector<Place> places() {
  std::map<std::vector<std::tuple<sys_seconds, seconds>>, Place> found;
  for (const std::string& name : zone_names()) {
    const Zone zone = *Zone::named(name);
    std::vector<Zone::Span> spans;
    std::vector<std::tuple<sys_seconds, seconds>> shifts;
    for (sys_seconds at = kBegin; at < kEnd; at = spans.back().end) {
      spans.push_back(zone.span_at(at));
      shifts.emplace_back(at, spans.back().ahead);
    }
    found.try_emplace(shifts, Place{name, zone, spans});
  }
  std::vector<Place> list;
  for (auto& [shifts, place] : found) list.push_back(std::move(place));
  return list;
}

Schedule schedule_of(const std::string& cron, const Zone& zone) {
  return Schedule::at(std::get<Cron>(parse_cron(cron)), zone);
}

// The date that a slot's own clock shows.
local_days date_of(Time slot, const Zone& zone) {
  const auto second = floor<seconds>(slot);
  return floor<days>(zone.span_at(second).local(second));
}

TEST(AllZones, HalfHoursAreNeverFurtherApartThanTheShiftsRemainderAllows) {
  std::size_t walked = 0;
  for (const Place& place : places()) {
    const Schedule schedule = schedule_of("*/30 * * * *", place.zone);
    for (std::size_t i = 1; i < place.spans.size(); ++i) {
      const auto shift = place.spans[i].ahead - place.spans[i - 1].ahead;
      const Time end = place.spans[i].begin + 26h;
      for (Time slot = place.spans[i].begin - 26h, before = slot; slot < end; before = slot, ++walked) {
        slot = *schedule.next(before);
        const auto gap = slot - before;
        ASSERT_GT(gap, 0min) << place.name << ' ' << to_string(slot);
        ASSERT_LE(gap, 30min + (shift % 30min + 30min) % 30min) << place.name << ' ' << to_string(slot);
        const auto shown = place.zone.span_at(floor<seconds>(slot)).local(floor<seconds>(slot));
        ASSERT_EQ(shown.time_since_epoch() % 30min, 0s) << place.name << ' ' << to_string(slot);
      }
    }
  }
  EXPECT_GT(walked, 100'000u);
}

// Walks one daily job over all of the years; every date that the zone's clock showed has its slot, and one only.
void expect_once_a_day(const Place& place, const std::string& cron, minutes time) {
  const Schedule schedule = schedule_of(cron, place.zone);
  Time slot = *schedule.next(kBegin);
  for (local_days due = date_of(slot, place.zone); slot < kEnd; due += days(1)) {
    const auto second = floor<seconds>(slot);
    const Zone::Span span = place.zone.span_at(second);
    const auto shown = span.local(second);
    if (shown != due + time) {
      // Only a skipped time runs at another: at the first second after the shift, when the clock is already past it.
      ASSERT_EQ(second, span.begin) << place.name << ' ' << to_string(slot);
      ASSERT_GT(shown, due + time) << place.name << ' ' << to_string(slot);
      ASSERT_LT(place.zone.span_at(second - 1s).local(second - 1s), due + time) << place.name << ' ' << to_string(slot);
    }
    const Time next = *schedule.next(slot);
    ASSERT_GT(next, slot) << place.name;
    const bool day_skipped = shown == local_days(2011y / 12 / 31) && due == local_days(2011y / 12 / 30);
    if (day_skipped && time == 0min) due += days(1);  // the midnights of both days are the same instant
    slot = next;
  }
}

TEST(AllZones, ADailyJobRunsExactlyOnceForEveryLocalDay) {
  std::size_t count = 0;
  for (const Place& place : places()) {
    expect_once_a_day(place, "30 2 * * *", 150min);
    expect_once_a_day(place, "0 0 * * *", 0min);
    ++count;
    if (testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(count, 60u);
}

}  // namespace
}  // namespace jada
