#include "engine/report/metrics.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/unit/report/plans.h"

namespace jada {
namespace {

using ::jada::testing::at;
using ::testing::HasSubstr;
using ::testing::Not;

// A small fleet at noon, and what is waiting to be told of it.
struct World {
  std::vector<Record> records;
  std::vector<AlertRecord> alerts;
  std::map<Address, std::size_t> waiting;
  PassCounters passes;

  std::string page() const {
    return metrics_page({.records = records,
                         .alerts = alerts,
                         .waiting = waiting,
                         .passes = passes,
                         .now = at("2026-05-13T12:00:00Z"),
                         .version = "0.1.0"});
  }
};

Record record_of(Address address, const std::string& standing) {
  Record record{.address = std::move(address), .revision = 1, .standing = standing};
  record.observed_at = at("2026-05-13T11:59:30.250Z");
  return record;
}

World fleet() {
  World world;
  world.records.push_back(record_of({"roster", "crew"}, R"({"condition":"Drifted","reason":"Drift",
      "drifted_since":"2026-05-13T10:00:00.000Z","use":{"until":null}})"));
  world.records.back().failures = 2;
  world.records.push_back(record_of({"roster", "crew", "", "us-east-1"}, ""));
  world.records.push_back(record_of({"token", "dead"}, R"({"condition":"Failing","drifted_since":null,
      "ailment":{"cause":"invalid_grant"},"use":{"until":"2026-05-13T11:00:00.000Z"}})"));
  world.records.push_back(record_of({"token", "google"}, R"({"condition":"Ready","drifted_since":null,
      "block":"{\"file\":\"google.json\"}","use":{"until":"2026-05-13T12:59:00.000Z","file":"/x/google.json"}})"));
  world.records.back().succeeded_at = at("2026-05-13T11:59:00Z");
  world.records.push_back(Record{.address = {"token", "new"}});
  const auto alert = [](const char* rule, const char* severity, const char* state) {
    return AlertRecord{.id = "x", .rule = rule, .subject = "token.dead", .state = state, .severity = severity};
  };
  world.alerts = {alert("alert.auth", "critical", "firing"), alert("alert.auth", "critical", "firing"),
                  alert("alert.auth", "critical", "resolved"), alert("alert.drift", "warning", "pending")};
  world.waiting = {{{"channel", "pager"}, 3}, {{"channel", "slack"}, 0}};
  world.passes = {.ok = 41,
                  .failed = 1,
                  .total_duration = std::chrono::milliseconds(5250),
                  .last_ended_at = at("2026-05-13T11:59:58.500Z")};
  return world;
}

// The judge is Prometheus itself: what it cannot read, or would name otherwise, fails.
std::string verdict_of_promtool(const std::string& page) {
  const std::string path = ::testing::TempDir() + "jada-metrics-" + std::to_string(getpid());
  std::ofstream(path, std::ios::binary) << page;
  FILE* pipe = popen(("promtool check metrics <" + path + " 2>&1").c_str(), "r");
  std::string said;
  for (int c; pipe != nullptr && (c = std::fgetc(pipe)) != EOF;) said += static_cast<char>(c);
  const int status = pipe == nullptr ? -1 : pclose(pipe);
  std::remove(path.c_str());
  return status == 0 ? said : "exit " + std::to_string(WEXITSTATUS(status)) + ": " + said;
}

TEST(Metrics, AreByteEqual) {
  const std::string path = std::string(JADA_SOURCE_DIR) + "/tests/unit/report/goldens/fleet.prom";
  const std::string page = fleet().page();
  if (std::getenv("JADA_UPDATE_GOLDENS") != nullptr) std::ofstream(path, std::ios::binary) << page;
  std::ostringstream expected;
  expected << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(page, expected.str());
}

TEST(Metrics, ArePrometheusText) {
  EXPECT_EQ(verdict_of_promtool(fleet().page()), "");
  EXPECT_EQ(verdict_of_promtool(World{}.page()), "");
}

TEST(Metrics, TellOfARecordThatMakesNoSenseWhatIsLeft) {
  World world;
  for (const char* standing : {"", "{", "[]", "null", R"({"condition":7,"use":[],"drifted_since":"soon"})",
                               R"({"use":{"until":"9999999-01-01"}})"}) {
    world.records = {record_of({"token", "odd"}, standing)};
    EXPECT_THAT(world.page(), HasSubstr("jada_observation_age_seconds{address=\"token.odd\"} 29.75\n")) << standing;
    EXPECT_THAT(world.page(), Not(HasSubstr("jada_token_expires_at_seconds{"))) << standing;
  }
}

TEST(Metrics, HoldNamesThatWouldBreakALine) {
  const std::pair<std::string, std::string> cases[] = {
      {R"(a"b)", R"(a\"b)"},      {R"(a\b)", R"(a\\b)"},        {"a\nup 1\n", R"(a\\nup 1\\n)"},
      {"a\r", R"(a\\r)"},         {"\x1b[31m", R"(\\x1b[31m)"}, {std::string("a\0b", 3), R"(a\\x00b)"},
      {"a\xff", "a\xef\xbf\xbd"}, {"} 9\n#", R"(} 9\\n#)"},     {"bökme", "bökme"},
  };
  for (const auto& [name, shown] : cases) {
    World world = fleet();
    world.records.push_back(record_of({"roster", "crew", "", name}, R"({"condition":"Ready"})"));
    world.alerts = {AlertRecord{.rule = name, .state = name, .severity = name}};
    world.waiting = {{{"channel", name}, 1}};
    const std::string page = world.page();
    EXPECT_THAT(page,
                HasSubstr("jada_resource_condition{address=\"roster.crew@" + shown + "\",condition=\"Ready\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("{rule=\"" + shown + "\",severity=\"" + shown + "\",state=\"" + shown + "\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("{channel=\"channel." + shown + "\"} 1\n"));
    EXPECT_EQ(verdict_of_promtool(page), "") << name;
  }
}

TEST(Metrics, TellNothingOfTheStateButAddresses) {
  World world = fleet();
  for (Record& record : world.records) {
    record.observed = R"({"token":"canary"})";
    record.applied = R"({"token":"canary"})";
    record.last_error = "canary";
    if (!record.standing.empty())
      record.standing = R"({"condition":"Failing","message":"canary","block":"canary","ailment":{"cause":"canary"}})";
  }
  for (AlertRecord& alert : world.alerts) alert.summary = alert.subject = alert.remedy = alert.life = "canary";
  EXPECT_THAT(world.page(), Not(HasSubstr("canary")));
}

}  // namespace
}  // namespace jada
