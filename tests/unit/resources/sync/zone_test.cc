#include "resources/sync/zone.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "engine/base/time.h"

namespace jada {
namespace {

using namespace std::chrono;

TEST(Zone, KnowsItsShifts) {
  const auto zone = Zone::named("America/Los_Angeles");
  ASSERT_TRUE(zone.has_value());
  EXPECT_EQ(zone->name(), "America/Los_Angeles");
  const auto summer = zone->span_at(sys_days(2026y / 7 / 1));
  EXPECT_EQ(summer.ahead, -7h);
  EXPECT_EQ(to_string(Time(summer.begin)), "2026-03-08T10:00:00.000Z");
  EXPECT_EQ(to_string(Time(summer.end)), "2026-11-01T09:00:00.000Z");
  EXPECT_EQ(zone->span_at(summer.end).ahead, -8h);
  EXPECT_EQ(zone->span_at(summer.end).begin, summer.end);
}

TEST(Zone, UtcIsNeverShifted) {
  for (const auto name : {"UTC", "Etc/UTC"}) {
    const auto zone = Zone::named(name);
    ASSERT_TRUE(zone.has_value());
    EXPECT_EQ(zone->name(), "UTC");
    EXPECT_EQ(zone->span_at({}).end, sys_seconds::max());
  }
}

TEST(Zone, UnknownNamesGetTheNearest) {
  const std::pair<std::string, std::string> cases[] = {
      {"America/Los_Angelos", "did you mean `America/Los_Angeles`?"},
      {"america/los_angeles", "did you mean `America/Los_Angeles`?"},
      {"Los Angeles", "did you mean `America/Los_Angeles`?"},
      {"kolkata", "did you mean `Asia/Kolkata`?"},
      {"", "write one such as `America/Los_Angeles`"},
      {"Middle-Earth/Rivendell-on-Bruinen", "write one such as `America/Los_Angeles`"},
      {"../../etc/passwd", "write one such as `America/Los_Angeles`"},
      {std::string(10'000, 'x'), "write one such as `America/Los_Angeles`"},
  };
  for (const auto& [name, hint] : cases) {
    const auto zone = Zone::named(name);
    ASSERT_FALSE(zone.has_value()) << name;
    EXPECT_EQ(zone.error().code, Code::invalid);
    EXPECT_TRUE(zone.error().message.ends_with(hint)) << zone.error().message;
    EXPECT_LE(zone.error().message.size(), 150u);
  }
}

TEST(Zone, TheOneOfTheMachineIsNone) {
  EXPECT_FALSE(Zone::named("localtime").has_value());
  EXPECT_FALSE(Zone::named("posix/Europe/London").has_value());
}

TEST(Zone, ControlCharactersOfANameAreMadeVisible) {
  const auto zone = Zone::named("Asia/\x1b[2J\n");
  ASSERT_FALSE(zone.has_value());
  EXPECT_EQ(zone.error().message.find('\x1b'), std::string::npos);
  EXPECT_EQ(zone.error().message.find('\n'), std::string::npos);
}

TEST(Zone, IsReadOnceWhoeverAsks) {
  const std::vector<std::string> names = zone_names();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (const std::string& name : names) {
        const Zone zone = *Zone::named(name);
        EXPECT_EQ(zone.name(), name == "Etc/UTC" ? "UTC" : name);
        EXPECT_LE(zone.span_at({}).begin, std::chrono::sys_seconds{});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Zone, NamesAreManyAndSorted) {
  const auto names = zone_names();
  EXPECT_GT(names.size(), 400u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

}  // namespace
}  // namespace jada
