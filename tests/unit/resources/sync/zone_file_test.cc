#include "resources/sync/zone_file.h"

#include <gtest/gtest.h>

#include <random>

namespace jada {
namespace {

using namespace std::chrono;

std::string number(std::uint64_t value, unsigned bytes) {
  std::string text;
  for (unsigned i = bytes; i-- > 0;) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

// A file as zic writes it, of which a test changes what it is about.
struct Written {
  char version = '2';
  std::uint32_t leaps = 0;
  std::vector<std::pair<std::int64_t, unsigned char>> shifts = {{0, 1}, {1'000'000, 0}};
  std::vector<std::int32_t> kinds = {3600, 7200};
  std::string footer = "\nAAA-1BBB,M3.5.0,M10.5.0\n";

  std::string head(bool empty) const {
    std::string text = std::string("TZif") + version + std::string(15, '\0') + number(0, 4) + number(0, 4);
    text += number(empty ? 0 : leaps, 4) + number(empty ? 0 : shifts.size(), 4);
    return text + number(empty ? 1 : kinds.size(), 4) + number(4, 4);
  }
  std::string bytes() const {
    std::string text = head(true) + std::string(6, '\0') + std::string("LMT\0", 4) + head(false);
    for (const auto& [at, kind] : shifts) text += number(static_cast<std::uint64_t>(at), 8);
    for (const auto& [at, kind] : shifts) text += static_cast<char>(kind);
    for (const auto ahead : kinds) text += number(static_cast<std::uint32_t>(ahead), 4) + std::string(2, '\0');
    return text + std::string("LMT\0", 4) + std::string(leaps * 12, '\0') + footer;
  }
};

TEST(ZoneFile, HasTheShiftsOnRecordAndThenTheRule) {
  const auto zone = ZoneFile::parse(Written{}.bytes());
  ASSERT_TRUE(zone.has_value()) << zone.error().message;
  const auto at = [&](std::int64_t t) { return zone->span_at(sys_seconds(seconds(t))); };
  EXPECT_EQ(at(-1).ahead, 1h);
  EXPECT_EQ(at(-1).begin, sys_seconds::min());
  EXPECT_EQ(at(-1).end, sys_seconds{});
  EXPECT_EQ(at(0).ahead, 2h);
  EXPECT_EQ(at(999'999).end.time_since_epoch(), 1'000'000s);
  EXPECT_EQ(at(1'000'000).ahead, 1h);
  EXPECT_EQ(at(1'000'000).begin.time_since_epoch(), 1'000'000s);  // not where the rule, had it held, would begin
  EXPECT_EQ(at(1'000'000).end, sys_days(1970y / 3 / 29) + 1h);
  EXPECT_EQ(zone->span_at(sys_days(9000y / 7 / 1)).ahead, 2h);
}

// zic ends the list of a zone without a season in 2038, for readers that stop there.
TEST(ZoneFile, EntriesThatShiftNothingEndNoSpan) {
  const Written written{.shifts = {{0, 1}, {1'000, 1}, {2'000, 0}, {2'147'483'647, 0}}, .footer = "\nAAA-1\n"};
  const auto zone = ZoneFile::parse(written.bytes());
  ASSERT_TRUE(zone.has_value()) << zone.error().message;
  EXPECT_EQ(zone->span_at(sys_seconds(500s)).end.time_since_epoch(), 2'000s);
  EXPECT_EQ(zone->span_at(sys_seconds(1'500s)).begin, sys_seconds{});
  for (const sys_seconds t : {sys_days(2001y / 1 / 1), sys_days(2101y / 1 / 1)}) {
    EXPECT_EQ(zone->span_at(t).begin.time_since_epoch(), 2'000s);
    EXPECT_EQ(zone->span_at(t).end, sys_seconds::max());
  }
}

// A list may tell more than its shifts: up to its end the rule does not hold yet.
TEST(ZoneFile, TheRuleHoldsFromTheEndOfTheList) {
  const Written written{.shifts = {{0, 1}, {2'000, 0}, {1'500'000'000, 0}, {1'600'000'000, 0}}};
  const auto zone = ZoneFile::parse(written.bytes());
  ASSERT_FALSE(zone.has_value());  // in September 2020 the rule has the other time
  const auto later = ZoneFile::parse(Written{.shifts = {{0, 1}, {2'000, 0}, {1'610'000'000, 0}}}.bytes());
  ASSERT_TRUE(later.has_value());
  EXPECT_EQ(later->span_at(sys_days(2019y / 7 / 1)).ahead, 1h);
  EXPECT_EQ(later->span_at(sys_days(2019y / 7 / 1)).end, sys_days(2021y / 3 / 28) + 1h);
  EXPECT_EQ(later->span_at(sys_days(2021y / 7 / 1)).ahead, 2h);
}

TEST(ZoneFile, WithoutARuleStaysAsItIs) {
  const auto zone = ZoneFile::parse(Written{.footer = "\n\n"}.bytes());
  ASSERT_TRUE(zone.has_value());
  EXPECT_EQ(zone->span_at(sys_days(2500y / 7 / 1)).ahead, 1h);
  EXPECT_EQ(zone->span_at(sys_days(2500y / 7 / 1)).end, sys_seconds::max());
}

TEST(ZoneFile, ThatMakesNoSenseIsInvalid) {
  const std::int64_t far = std::numeric_limits<std::int64_t>::max();
  std::string huge = Written{}.bytes();
  huge.replace(32, 4, "\xff\xff\xff\xff");
  const std::string none = "it is no time zone file of version 2 or later", cut = "it is cut short";
  const std::string shifts = "its shifts make no sense", rule = "its rule for later years makes no sense";
  const struct {
    std::string what, bytes, message;
  } cases[] = {
      {"empty", "", none},
      {"something else", std::string(4096, 'x'), none},
      {"version 1", Written{.version = '\0'}.bytes(), none},
      {"leap seconds", Written{.leaps = 1}.bytes(), "it counts leap seconds"},
      {"counts of four thousand million", huge, cut},
      {"no kinds", Written{.kinds = {}}.bytes(), shifts},
      {"a kind that is not there", Written{.shifts = {{0, 2}}}.bytes(), shifts},
      {"shifts out of order", Written{.shifts = {{5, 0}, {4, 1}}}.bytes(), shifts},
      {"two shifts at once", Written{.shifts = {{5, 0}, {5, 1}}}.bytes(), shifts},
      {"a shift at the end of time", Written{.shifts = {{far, 0}}}.bytes(), shifts},
      {"a shift at its beginning", Written{.shifts = {{-far - 1, 0}}}.bytes(), shifts},
      {"a day and two hours ahead", Written{.kinds = {0, 26 * 3600}}.bytes(), shifts},
      {"sixty-eight years behind", Written{.kinds = {0, std::numeric_limits<std::int32_t>::min()}}.bytes(), shifts},
      {"no footer", Written{.footer = ""}.bytes(), cut},
      {"an open footer", Written{.footer = "\nAAA-1"}.bytes(), cut},
      {"something behind the footer", Written{.footer = "\nAAA-1\n\n"}.bytes(), cut},
      {"a footer that is none", Written{.footer = "\n\xff\xff\n"}.bytes(), rule},
      {"a rule of another zone", Written{.footer = "\nAAA-3\n"}.bytes(), rule},
  };
  for (const auto& [what, bytes, message] : cases) {
    const auto zone = ZoneFile::parse(bytes);
    ASSERT_FALSE(zone.has_value()) << what;
    EXPECT_EQ(zone.error().code, Code::invalid) << what;
    EXPECT_EQ(zone.error().message, message) << what;
  }
}

TEST(ZoneFile, CutAnywhereIsInvalid) {
  const std::string whole = Written{}.bytes();
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(ZoneFile::parse(std::string_view(whole).substr(0, length)).has_value()) << length;
}

// Whatever is read, looking at it holds its word.
TEST(ZoneFile, WithBytesChangedEitherFailsOrStillPartitionsTime) {
  std::mt19937 random(20261121);
  const std::string whole = Written{}.bytes();
  int readable = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = whole;
    for (unsigned changes = random() % 4 + 1; changes-- > 0;)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto zone = ZoneFile::parse(bytes);
    if (!zone) continue;
    ++readable;
    for (sys_seconds t : {sys_seconds(sys_days(1y / 1 / 1)), sys_seconds{}, sys_seconds(sys_days(9999y / 12 / 31))}) {
      const auto span = zone->span_at(t);
      ASSERT_TRUE(span.begin <= t && t < span.end) << round;
      ASSERT_LT(abs(span.ahead), 26h) << round;
    }
  }
  EXPECT_GT(readable, 1'000);
}

}  // namespace
}  // namespace jada
