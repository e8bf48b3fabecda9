#include "resources/sync/schedule.h"

#include <gtest/gtest.h>

#include <limits>

namespace jada {
namespace {

using namespace std::chrono_literals;

Time at(const std::string& text) { return *parse_time(text); }

std::vector<std::string> texts(const std::vector<Time>& slots) {
  std::vector<std::string> found;
  for (const Time slot : slots) found.push_back(to_string(slot));
  return found;
}

Schedule daily(const std::string& cron, const std::string& zone) { return *Schedule::at(cron, zone); }

TEST(Every, CountsFromTheEpochInUtc) {
  const struct {
    Duration interval;
    Duration phase;
    std::string after;
    std::string next;
  } cases[] = {
      {30min, 0s, "2026-03-08T06:59:59.999Z", "2026-03-08T07:00:00.000Z"},
      {30min, 0s, "2026-03-08T07:00:00Z", "2026-03-08T07:30:00.000Z"},
      {30min, 7min, "2026-03-08T07:00:00Z", "2026-03-08T07:07:00.000Z"},
      {30min, 7min, "2026-03-08T07:07:00Z", "2026-03-08T07:37:00.000Z"},
      {7min, 0s, "1970-01-01T00:00:00Z", "1970-01-01T00:07:00.000Z"},
      {7min, 0s, "1969-12-31T23:59:00Z", "1970-01-01T00:00:00.000Z"},
      {7min, 2min, "1969-12-31T23:00:00Z", "1969-12-31T23:06:00.000Z"},
      {24h, 6h, "2026-10-25T06:00:00.001Z", "2026-10-26T06:00:00.000Z"},
      {1500ms, 0s, "1970-01-01T00:00:01Z", "1970-01-01T00:00:01.500Z"},
  };
  for (const auto& [interval, phase, after, next] : cases) {
    EXPECT_EQ(to_string(*Schedule::every(interval, phase)->next(at(after))), next) << after;
  }
}

TEST(Every, RefusesWhatIsNoInterval) {
  const std::pair<Duration, Duration> cases[] = {
      {0s, 0s}, {-1s, 0s}, {999ms, 0s}, {Duration::max(), 0s}, {30min, -1s}, {30min, 30min}, {30min, Duration::max()}};
  for (const auto& [interval, phase] : cases) {
    const auto schedule = Schedule::every(interval, phase);
    ASSERT_FALSE(schedule.has_value()) << interval.count();
    EXPECT_EQ(schedule.error().code, Code::invalid);
  }
}

TEST(Slots, AreLaterThanAfterUpToUntilIncludedAndNoMoreThanAsked) {
  const auto schedule = *Schedule::every(30min);
  const Time noon = at("2026-05-13T12:00:00Z");
  const std::vector<Time> two = {noon + 30min, noon + 60min};
  EXPECT_EQ(schedule.slots(noon, noon + 60min, 100), two);
  EXPECT_EQ(schedule.slots(noon, noon + 24h, 2), two);
  EXPECT_TRUE(schedule.slots(noon, noon + 29min, 100).empty());
  EXPECT_TRUE(schedule.slots(noon, noon - 24h, 100).empty());
  EXPECT_TRUE(schedule.slots(noon, noon + 24h, 0).empty());
}

TEST(CronSlots, OfASkippedTimeRunRightAfterIt) {
  const auto slots =
      daily("30 2 * * *", "America/New_York").slots(at("2026-03-07T12:00:00Z"), at("2026-03-10T12:00:00Z"), 9);
  EXPECT_EQ(texts(slots), (std::vector<std::string>{"2026-03-08T07:00:00.000Z", "2026-03-09T06:30:00.000Z",
                                                    "2026-03-10T06:30:00.000Z"}));
}

TEST(CronSlots, OfARepeatedTimeRunOnceWhereverTheQuestionBegins) {
  const auto schedule = daily("30 1 * * *", "America/New_York");
  const std::pair<std::string, std::string> cases[] = {
      {"2026-11-01T05:29:59Z", "2026-11-01T05:30:00.000Z"},   // before the first 01:30
      {"2026-11-01T05:30:00Z", "2026-11-02T06:30:00.000Z"},   // at it
      {"2026-11-01T06:10:00Z", "2026-11-02T06:30:00.000Z"},   // 01:10 for the second time
      {"2026-11-01T06:29:59Z", "2026-11-02T06:30:00.000Z"}};  // just before the second 01:30
  for (const auto& [after, next] : cases) EXPECT_EQ(to_string(*schedule.next(at(after))), next) << after;
}

TEST(CronSlots, OfADayThatAZoneSkippedRunRightAfterIt) {
  const auto slots =
      daily("30 2 * * *", "Pacific/Apia").slots(at("2011-12-29T00:00:00Z"), at("2012-01-01T00:00:00Z"), 9);
  EXPECT_EQ(texts(slots), (std::vector<std::string>{"2011-12-29T12:30:00.000Z", "2011-12-30T10:00:00.000Z",
                                                    "2011-12-30T12:30:00.000Z", "2011-12-31T12:30:00.000Z"}));
}

TEST(CronSlots, EndAfterFiftyYears) {
  const auto schedule = daily("0 0 * 2 MON#5", "UTC");
  EXPECT_EQ(to_string(*schedule.next(at("2026-01-01T00:00:00Z"))), "2044-02-29T00:00:00.000Z");
  EXPECT_EQ(to_string(*schedule.next(at("2072-03-01T00:00:00Z"))), "2112-02-29T00:00:00.000Z");
}

TEST(Schedule, HasNoSlotsOutsideTheCalendar) {
  for (const Schedule& schedule : {*Schedule::every(30min), daily("@daily", "UTC"), daily("@daily", "Europe/London"),
                                   daily("@hourly", "Europe/London")}) {
    EXPECT_FALSE(schedule.next(Time::max()).has_value());
    EXPECT_FALSE(schedule.next(Time::min()).has_value());
    EXPECT_TRUE(schedule.next(at("0001-01-01T00:00:00Z")).has_value());
    EXPECT_TRUE(schedule.next(at("9899-12-31T23:59:59Z")).has_value());
  }
}

TEST(Schedule, OfTextSaysWhatIsWrongWithIt) {
  const std::tuple<std::string, std::string, std::string> cases[] = {
      {"0 24 * * *", "UTC", "cron: hour `24` is not a number from 0 to 23, at column 3"},
      {"@daily", "America/Los_Angelos", "unknown time zone `America/Los_Angelos`: did you mean `America/Los_Angeles`?"},
  };
  for (const auto& [cron, zone, message] : cases) {
    const auto schedule = Schedule::at(cron, zone);
    ASSERT_FALSE(schedule.has_value());
    EXPECT_EQ(schedule.error().code, Code::invalid);
    EXPECT_EQ(schedule.error().message, message);
  }
}

}  // namespace
}  // namespace jada
