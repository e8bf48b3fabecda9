#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "resources/sync/schedule.h"

namespace jada {
namespace {

Time read(const Json& text) { return *parse_time(text.get<std::string>()); }

// Where a shift of half an hour cuts an hour off, the oracle steps over what is left of it: on the clock of Lord Howe
// 02:15 comes once, at 15:45Z, an even hour, and it answers 17:45Z when asked at 15:00Z, but 15:45Z when asked at
// 15:29Z. No set of slots gives both answers, and one without 15:45Z would break the rule that the vectors state: that
// such a job follows real time. Debian's cron runs it.
bool oracle_loses_one(const Json& entry) {
  return entry["expr"] == "15 */2 * * *" && entry["tz"] == "Australia/Lord_Howe" &&
         entry["after"] == "2026-04-04T09:00:00Z";
}

std::vector<std::string> expected_of(const Json& entry) {
  std::vector<std::string> expected;
  for (const Json& slot : entry["next"]) expected.push_back(to_string(read(slot)));
  if (oracle_loses_one(entry)) expected.insert(expected.begin() + 3, "2026-04-04T15:45:00.000Z");
  return expected;
}

TEST(CronSlots, AreThoseOfTheOracleAroundEveryShift) {
  std::ifstream file(JADA_SOURCE_DIR "/tests/data/schedule/cron_dst_vectors.json");
  const Json vectors = Json::parse(file);
  ASSERT_EQ(vectors["cases"].size(), 390u);
  for (const Json& entry : vectors["cases"]) {
    const auto schedule = Schedule::at(entry["expr"].get<std::string>(), entry["tz"].get<std::string>());
    ASSERT_TRUE(schedule.has_value()) << schedule.error().message;
    const std::vector<std::string> expected = expected_of(entry);
    std::vector<std::string> slots;
    for (const Time slot : schedule->slots(read(entry["after"]), Time::max(), expected.size())) {
      slots.push_back(to_string(slot));
    }
    EXPECT_EQ(slots, expected) << entry["expr"] << " in " << entry["tz"] << " after " << entry["after"];
  }
}

TEST(CronSlots, AreTheSameFromWhereverOneAsks) {
  const auto schedule = *Schedule::at("15 */2 * * *", "Australia/Lord_Howe");
  const Time begin = *parse_time("2026-04-04T09:00:00Z");
  const std::vector<Time> slots = schedule.slots(begin, begin + std::chrono::hours(24), 100);
  for (Time asked = begin; asked < slots.back(); asked += std::chrono::minutes(1)) {
    EXPECT_EQ(schedule.next(asked), *std::upper_bound(slots.begin(), slots.end(), asked)) << to_string(asked);
  }
}

}  // namespace
}  // namespace jada
