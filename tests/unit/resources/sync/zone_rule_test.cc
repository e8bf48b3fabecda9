#include "resources/sync/zone_rule.h"

#include <gtest/gtest.h>

#include "engine/base/time.h"

namespace jada {
namespace {

using namespace std::chrono;

sys_seconds at(const std::string& text) { return floor<seconds>(*parse_time(text)); }
std::string shown(sys_seconds time) { return to_string(Time(time)); }

TEST(ZoneRule, WithoutASeasonIsNeverShifted) {
  const std::pair<std::string, seconds> cases[] = {
      {"UTC0", 0s},         {"EST5", -5h},     {"<+0330>-3:30", 3h + 30min}, {"<-00>0", 0s}, {"ABC+24", -24h},
      {"LMT-0:01:15", 75s}, {"<+14>-14", 14h}, {"MSK-03:00:00", 3h},
  };
  for (const auto& [text, ahead] : cases) {
    const auto rule = parse_zone_rule(text);
    ASSERT_TRUE(rule.has_value()) << text;
    const auto span = rule->span_at(at("2100-01-01T00:00:00Z"));
    EXPECT_EQ(span.ahead, ahead) << text;
    EXPECT_EQ(span.begin, sys_seconds::min());
    EXPECT_EQ(span.end, sys_seconds::max());
  }
}

TEST(ZoneRule, SeasonsBeginAndEndWhereTheTextSays) {
  const struct {
    std::string text, in, begin, end;
    seconds ahead;
  } cases[] = {
      {"EST5EDT,M3.2.0,M11.1.0", "2060-07-01T00:00:00Z", "2060-03-14T07:00:00.000Z", "2060-11-07T06:00:00.000Z", -4h},
      {"EST5EDT,M3.2.0,M11.1.0", "2060-12-31T00:00:00Z", "2060-11-07T06:00:00.000Z", "2061-03-13T07:00:00.000Z", -5h},
      {"EST5EDT4:30,J60/0,J60/12", "2064-02-29T12:00:00Z", "2063-03-01T16:30:00.000Z", "2064-03-01T05:00:00.000Z", -5h},
      {"EST5EDT,59/0,J365/0", "2064-02-29T12:00:00Z", "2064-02-29T05:00:00.000Z", "2064-12-31T04:00:00.000Z", -4h},
      // Australia/Sydney: the season of the south lies over New Year.
      {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2061-01-01T00:00:00Z", "2060-10-02T16:00:00.000Z", "2061-04-02T16:00:00.000Z",
       11h},
      // Europe/Dublin: the second time is the one of winter.
      {"IST-1GMT0,M10.5.0,M3.5.0/1", "2061-01-01T00:00:00Z", "2060-10-31T01:00:00.000Z", "2061-03-27T01:00:00.000Z",
       0s},
      // America/Nuuk and Asia/Gaza: hours before and after the day that is named.
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2060-07-01T00:00:00Z", "2060-03-28T01:00:00.000Z",
       "2060-10-31T01:00:00.000Z", -1h},
      {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2060-07-01T00:00:00Z", "2060-03-27T00:00:00.000Z", "2060-10-29T23:00:00.000Z",
       3h},
      // A week off the ends of the year.
      {"AAA0BBB,J1/-167,J181/0", "2059-12-31T00:00:00Z", "2059-12-25T01:00:00.000Z", "2060-06-29T23:00:00.000Z", 1h},
      {"AAA0BBB,J181/0,J365/167", "2061-01-03T00:00:00Z", "2060-06-30T00:00:00.000Z", "2061-01-06T22:00:00.000Z", 1h},
  };
  for (const auto& [text, in, begin, end, ahead] : cases) {
    const auto rule = parse_zone_rule(text);
    ASSERT_TRUE(rule.has_value()) << text;
    const auto span = rule->span_at(at(in));
    EXPECT_EQ(shown(span.begin), begin) << text;
    EXPECT_EQ(shown(span.end), end) << text;
    EXPECT_EQ(span.ahead, ahead) << text;
  }
}

// RFC 8536 §3.3.1 has it so: one season ends where the next begins.
TEST(ZoneRule, ASeasonMayLastForEver) {
  const auto rule = parse_zone_rule("XXX3EDT4,0/0,J365/23");
  ASSERT_TRUE(rule.has_value());
  for (sys_seconds t = at("2060-01-01T00:00:00Z"); t < at("2062-01-01T00:00:00Z"); t += 1h) {
    const auto span = rule->span_at(t);
    ASSERT_EQ(span.ahead, -4h) << shown(t);
    ASSERT_TRUE(span.begin <= t && t < span.end) << shown(t);
  }
}

TEST(ZoneRule, OtherTextsAreNone) {
  const std::string cases[] = {"",
                               "EST",
                               "E5",
                               "5",
                               "<+03-3",
                               "<>3",
                               "EST25",
                               "EST5:60",
                               "EST5:",
                               "EST5 ",
                               "EST99999999999999999999",
                               "EST5EDT",
                               "EST5EDT,M3.2.0",
                               "EST5EDT,M3.2.0,M11.1.0,",
                               "EST5EDT,M3.2.0,M11.1.0/168",
                               "EST5EDT,M13.2.0,M11.1.0",
                               "EST5EDT,M3.6.0,M11.1.0",
                               "EST5EDT,M3.0.0,M11.1.0",
                               "EST5EDT,M3.2.7,M11.1.0",
                               "EST5EDT,M3.2,M11.1.0",
                               "EST5EDT,J0,J365",
                               "EST5EDT,J1,J366",
                               "EST5EDT,366,J1",
                               "EST5EDT,-1,J1",
                               "EST5EDT,,",
                               std::string("EST5\0", 5)};
  for (const std::string& text : cases) EXPECT_FALSE(parse_zone_rule(text).has_value()) << text;
}

}  // namespace
}  // namespace jada
