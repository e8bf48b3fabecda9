#include "resources/sync/cron.h"

#include <gtest/gtest.h>

#include <vector>

#include "engine/base/time.h"

namespace jada {
namespace {

using namespace std::chrono;

// The first `count` minutes from 2026-01-01 on, as a clock shows them.
std::vector<std::string> minutes_of(const std::string& text, std::size_t count) {
  const auto cron = parse_cron(text);
  if (const auto* fault = std::get_if<CronFault>(&cron)) return {fault->message};
  std::vector<std::string> found;
  local_seconds from = local_days(2026y / 1 / 1);
  while (found.size() < count) {
    const auto match = first_match(std::get<Cron>(cron), from, local_days(2126y / 1 / 1));
    if (!match) break;
    found.push_back(to_string(Time(match->time_since_epoch())).substr(0, 16));
    from = *match + 1s;
  }
  return found;
}

TEST(Cron, NamesTheMinutesItsFieldsSay) {
  const struct {
    std::string text;
    std::vector<std::string> first;
  } cases[] = {
      {"* * * * *", {"2026-01-01T00:00", "2026-01-01T00:01", "2026-01-01T00:02"}},
      {"59 23 31 12 *", {"2026-12-31T23:59", "2027-12-31T23:59"}},
      {"20-30/5 4 * * *", {"2026-01-01T04:20", "2026-01-01T04:25", "2026-01-01T04:30", "2026-01-02T04:20"}},
      {"50/4 4 * * *", {"2026-01-01T04:50", "2026-01-01T04:54", "2026-01-01T04:58", "2026-01-02T04:50"}},
      {"7,5,6-6 0 * * *", {"2026-01-01T00:05", "2026-01-01T00:06", "2026-01-01T00:07", "2026-01-02T00:05"}},
      {"*/100 */100 * * *", {"2026-01-01T00:00", "2026-01-02T00:00"}},
      {"0 0 * feb-MAR/1 *", {"2026-02-01T00:00", "2026-02-02T00:00"}},
      {"0 0 * Dec,4 *", {"2026-04-01T00:00"}},
      {"0 6 * * 1-5", {"2026-01-01T06:00", "2026-01-02T06:00", "2026-01-05T06:00"}},
      {"0 6 * * Mon-fri", {"2026-01-01T06:00", "2026-01-02T06:00", "2026-01-05T06:00"}},
      {"0 6 * * 0", {"2026-01-04T06:00", "2026-01-11T06:00"}},
      {"0 6 * * 7", {"2026-01-04T06:00", "2026-01-11T06:00"}},
      {"0 6 * * 6-7", {"2026-01-03T06:00", "2026-01-04T06:00", "2026-01-10T06:00"}},
      {"0 6 * * 5/2", {"2026-01-02T06:00", "2026-01-04T06:00", "2026-01-09T06:00"}},
      {"0 0 L * *", {"2026-01-31T00:00", "2026-02-28T00:00", "2026-03-31T00:00"}},
      {"0 0 l,15 2 *", {"2026-02-15T00:00", "2026-02-28T00:00", "2027-02-15T00:00"}},
      {"0 0 * * 5L", {"2026-01-30T00:00", "2026-02-27T00:00", "2026-03-27T00:00"}},
      {"0 0 * * 7l", {"2026-01-25T00:00", "2026-02-22T00:00"}},
      {"0 0 * * MON#2", {"2026-01-12T00:00", "2026-02-09T00:00"}},
      {"0 0 * * 0#5", {"2026-03-29T00:00", "2026-05-31T00:00"}},
      {"0 0 * * 1#1,7#1", {"2026-01-04T00:00", "2026-01-05T00:00", "2026-02-01T00:00", "2026-02-02T00:00"}},
      {"0 0 29 2 *", {"2028-02-29T00:00", "2032-02-29T00:00"}},
      {"0 0 * 2 MON#5", {"2044-02-29T00:00", "2072-02-29T00:00", "2112-02-29T00:00"}},
      {"\t 5  4\t* * *  ", {"2026-01-01T04:05"}},
  };
  for (const auto& [text, first] : cases) EXPECT_EQ(minutes_of(text, first.size()), first) << text;
}

TEST(Cron, TakesEitherDayUnlessOneFieldBeginsWithAStar) {
  const struct {
    std::string text;
    std::vector<std::string> first;
  } cases[] = {
      {"0 0 13 * 5", {"2026-01-02T00:00", "2026-01-09T00:00", "2026-01-13T00:00", "2026-01-16T00:00"}},
      {"0 0 13 * *", {"2026-01-13T00:00", "2026-02-13T00:00"}},
      {"0 0 * * 5", {"2026-01-02T00:00", "2026-01-09T00:00"}},
      {"0 0 1-7 * */7", {"2026-01-04T00:00", "2026-02-01T00:00", "2026-03-01T00:00"}},
      {"0 0 */2 * 5", {"2026-01-09T00:00", "2026-01-23T00:00", "2026-02-13T00:00"}},
      {"0 0 1-31 * 5", {"2026-01-01T00:00", "2026-01-02T00:00"}},
  };
  for (const auto& [text, first] : cases) EXPECT_EQ(minutes_of(text, first.size()), first) << text;
}

TEST(Cron, ShorthandsAreTheirFields) {
  const std::pair<std::string, std::string> cases[] = {
      {"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},    {"@midnight", "0 0 * * *"}, {"@weekly", "0 0 * * 0"},
      {"@monthly", "0 0 1 * *"}, {" @Yearly ", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}};
  for (const auto& [shorthand, fields] : cases) {
    const auto cron = parse_cron(shorthand);
    ASSERT_TRUE(std::holds_alternative<Cron>(cron)) << shorthand;
    EXPECT_EQ(std::get<Cron>(cron), std::get<Cron>(parse_cron(fields))) << shorthand;
  }
}

TEST(Cron, HasSetTimesUnlessMinuteOrHourBeginsWithAStar) {
  const std::pair<std::string, bool> cases[] = {
      {"30 2 * * *", true},      {"0,30 0-4 * * *", true}, {"* 2 * * *", false},     {"0 * * * *", false},
      {"*/15 1-3 * * *", false}, {"0 */2 * * *", false},   {"0-59 0-23 * * *", true}};
  for (const auto& [text, fixed] : cases) EXPECT_EQ(std::get<Cron>(parse_cron(text)).fixed, fixed) << text;
}

TEST(Cron, FaultsNameTheFieldAndThePlace) {
  const struct {
    std::string text;
    std::string field;
    std::size_t at;
    std::size_t length;
    std::string message;
  } cases[] = {
      {"61 * * * *", "minute", 0, 2, "minute `61` is not a number from 0 to 59"},
      {"0 24 * * *", "hour", 2, 2, "hour `24` is not a number from 0 to 23"},
      {"0 0 0 * *", "day of month", 4, 1, "day of month `0` is not a number from 1 to 31, or L"},
      {"0 0 * 1,13 *", "month", 8, 2, "month `13` is not a number from 1 to 12, or JAN to DEC"},
      {"0 0 * * 8", "day of week", 8, 1, "day of week `8` is not a number from 0 to 7, or SUN to SAT"},
      {"0 0 * * MONDAY", "day of week", 8, 6, "day of week `MONDAY` is not a number from 0 to 7, or SUN to SAT"},
      {"0 0 * * MONL", "day of week", 8, 4, "day of week `MONL` is not a number from 0 to 7, or SUN to SAT"},
      {"0 0 L-3 * *", "day of month", 4, 1, "day of month `L` is not a number from 1 to 31, or L"},
      {"-1 * * * *", "minute", 0, 1, "minute `` is not a number from 0 to 59"},
      {"+1 * * * *", "minute", 0, 2, "minute `+1` is not a number from 0 to 59"},
      {"99999999999999999999 * * * *", "minute", 0, 20, "minute `99999999999999999999` is not a number from 0 to 59"},
      {"*/0 * * * *", "minute", 2, 1, "minute: a step of `0` is not a number from 1 on"},
      {"*/ * * * *", "minute", 2, 1, "minute: a step of `` is not a number from 1 on"},
      {"1/2/3 * * * *", "minute", 2, 3, "minute: a step of `2/3` is not a number from 1 on"},
      {"0 22-5 * * *", "hour", 2, 4, "hour: the range `22-5` ends before it begins"},
      {"0 0 * * MON-SUN", "day of week", 8, 7, "day of week: the range `MON-SUN` ends before it begins"},
      {"1,,2 * * * *", "minute", 2, 1, "minute: nothing stands where a list goes on"},
      {"1, * * * *", "minute", 2, 1, "minute: nothing stands where a list goes on"},
      {"*-5 * * * *", "minute", 0, 1, "minute `*` is not a number from 0 to 59"},
      {"** * * * *", "minute", 0, 2, "minute `**` is not a number from 0 to 59"},
      {"0 0 * * 1#6", "day of week", 10, 1, "day of week: `6` after # is not a number from 1 to 5"},
      {"0 0 * * 1#", "day of week", 10, 1, "day of week: `` after # is not a number from 1 to 5"},
      {"0 0 1#1 * *", "day of month", 4, 3, "day of month `1#1` is not a number from 1 to 31, or L"},
      {"", "", 0, 1, "0 fields instead of 5"},
      {"   ", "", 0, 3, "0 fields instead of 5"},
      {"* * * *", "", 0, 1, "4 fields instead of 5"},
      {"* * * * * *", "", 10, 1, "6 fields instead of 5"},
      {"0 0\n* * *", "", 3, 1, "a character that is no letter, digit or sign of cron"},
      {"0 0 * * \xc2\xb9", "", 8, 1, "a character that is no letter, digit or sign of cron"},
      {std::string("0 \0 * * *", 9), "", 2, 1, "a character that is no letter, digit or sign of cron"},
      {"@dayly", "", 0, 6, "unknown shorthand `@dayly`"},
      {"@reboot", "", 0, 7, "unknown shorthand `@reboot`"},
      {"0 0 31 2 *", "day of month", 4, 6, "never comes: no month has such a day"},
      {"0 0 31 2,4,6,9,11 *", "day of month", 4, 15, "never comes: no month has such a day"},
      {"0 0 */100 * MON#4", "day of month", 4, 13, "never comes: no month has such a day"},
  };
  for (const auto& [text, field, at, length, message] : cases) {
    const auto read = parse_cron(text);
    ASSERT_TRUE(std::holds_alternative<CronFault>(read)) << text;
    const auto& fault = std::get<CronFault>(read);
    EXPECT_EQ(fault.message, message) << text;
    EXPECT_EQ(fault.field, field) << text;
    EXPECT_EQ(fault.at, at) << text;
    EXPECT_EQ(fault.length, length) << text;
  }
}

TEST(Cron, FaultsSayWhatToWriteInstead) {
  const auto hint = [](std::string_view text) { return std::get<CronFault>(parse_cron(text)).hint; };
  EXPECT_EQ(hint("@dayly"), "did you mean `@daily`?");
  EXPECT_EQ(hint("0 22-5 * * *"), "write two ranges, as in 22-23,0-5");
  EXPECT_EQ(hint("0 0 * * MON-SUN"), "at the end of a range Sunday is 7");
  EXPECT_EQ(to_error(std::get<CronFault>(parse_cron("0 24 * * *"))).message,
            "cron: hour `24` is not a number from 0 to 23, at column 3");
}

TEST(Cron, TextOfAnyLengthAndBytesIsAFaultInsideTheText) {
  std::vector<std::string> texts = {std::string(10'000, '*'), std::string(10'000, ' '), std::string(10'000, ','),
                                    "0 0 * * " + std::string(10'000, '1'), "@" + std::string(10'000, 'x')};
  const std::string_view alphabet(
      "059*/-,#L@ \t\x00\x1b\xff"
      "jan",
      18);
  unsigned seed = 1;
  const auto random = [&](std::size_t below) { return (seed = seed * 1'103'515'245u + 12'345u) / 65'536u % below; };
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::size_t length = random(30); length > 0; --length) text += alphabet[random(alphabet.size())];
    texts.push_back(text);
  }
  for (const std::string& text : texts) {
    const auto read = parse_cron(text);
    const auto* fault = std::get_if<CronFault>(&read);
    if (fault == nullptr) continue;
    EXPECT_FALSE(fault->message.empty());
    EXPECT_LE(fault->at, text.size());
    EXPECT_LE(fault->message.size(), 200u);
  }
  EXPECT_TRUE(std::holds_alternative<CronFault>(parse_cron(texts[0])));
}

}  // namespace
}  // namespace jada
