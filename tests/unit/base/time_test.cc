#include "engine/base/time.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

using namespace std::chrono_literals;

TEST(Time, ReadsRfc3339) {
  const std::pair<std::string, std::string> cases[] = {
      {"2026-05-13T12:00:00Z", "2026-05-13T12:00:00.000Z"},
      {"2026-05-13t12:00:00z", "2026-05-13T12:00:00.000Z"},
      {"2026-05-13 12:00:00Z", "2026-05-13T12:00:00.000Z"},
      {"2026-05-13T12:00:00.5Z", "2026-05-13T12:00:00.500Z"},
      {"2026-05-13T12:00:00.123999Z", "2026-05-13T12:00:00.123Z"},
      {"2026-05-13T12:00:00+02:00", "2026-05-13T10:00:00.000Z"},
      {"2026-05-13T23:30:00-01:00", "2026-05-14T00:30:00.000Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
      {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
  };
  for (const auto& [text, expected] : cases) {
    const auto time = parse_time(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(to_string(*time), expected) << text;
  }
}

TEST(Time, RefusesWhatIsNoTime) {
  for (const std::string text :
       {"", "2026-05-13", "2026-05-13T12:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-05-13T24:00:00Z",
        "2026-05-13T12:60:00Z", "2026-05-13T12:00:00Z ", "2026-05-13T12:00:00.Z", "2026-05-13T12:00:00+2:00",
        "-026-05-13T12:00:00Z", "2026-5-13T12:00:00Z"}) {
    EXPECT_FALSE(parse_time(text).has_value()) << text;
  }
}

TEST(Time, TextSortsAsTimeDoes) {
  const Time early{1'000ms};
  const Time late{early + 1ms};
  EXPECT_LT(to_string(early), to_string(late));
}

TEST(Duration, ReadsUnitsInFallingOrder) {
  const std::pair<std::string, Duration> cases[] = {{"90s", 90s},    {"30m", 30min},       {"1h30m", 90min},
                                                    {"180d", 4320h}, {"2w", 336h},         {"500ms", 500ms},
                                                    {"0s", 0s},      {"1d1ms", 24h + 1ms}, {"1m5ms", 1min + 5ms}};
  for (const auto& [text, expected] : cases) {
    const auto length = parse_duration(text);
    ASSERT_TRUE(length.has_value()) << text;
    EXPECT_EQ(*length, expected) << text;
  }
}

TEST(Duration, RefusesWhatIsNoDuration) {
  for (const std::string text : {"", "5", "m", "-5m", "5 m", "30m1h", "1h1h", "1.5h", "5y", "99999999999999999999s",
                                 "9223372036854775807w", "1hx"}) {
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
  }
}

TEST(Duration, TextReadsBack) {
  for (const Duration length :
       {Duration{0}, Duration{1}, Duration{90min}, Duration{4320h}, Duration{25h + 61s + 7ms}}) {
    const auto back = parse_duration(to_string(length));
    ASSERT_TRUE(back.has_value()) << to_string(length);
    EXPECT_EQ(*back, length);
  }
}

TEST(Duration, IsShownInTwoUnitsAtMost) {
  const std::pair<Duration, std::string> cases[] = {
      {0ms, "0s"}, {12ms, "12ms"}, {45s, "45s"}, {45s + 3ms, "45s"}, {3h + 12min + 9s, "3h 12m"}, {-90s, "-1m 30s"}};
  for (const auto& [length, expected] : cases) EXPECT_EQ(about(length), expected);
}

}  // namespace
}  // namespace jada
