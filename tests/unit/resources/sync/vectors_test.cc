#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "resources/sync/schedule.h"

namespace jada {
namespace {

Time read(const Json& text) { return *parse_time(text.get<std::string>()); }

// The oracle steps by whole hours and so loses an hour that a shift of half an hour cuts off: at 15:45Z the clock of
// Lord Howe shows 02:15, an even hour. The rule that the vectors state, and Debian's cron, run it.
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

}  // namespace
}  // namespace jada
