#include "resources/apis/notice_text.h"

#include "hostile.h"
#include "resources/apis/delivery.h"

namespace jada {
namespace {

using Transition = Notice::Transition;
using std::chrono::hours;
using std::chrono::seconds;

TEST(NoticeText, CleansWhatCouldDriveATerminal) {
  const struct {
    std::string text;
    const char* clean;
  } cases[] = {
      {"a\r\nb", "a\\r\\nb"}, {"\x1b[2J", "\\x1b[2J"},         {"caf\u00e9", "caf\u00e9"},
      {"a\xff", "a\ufffd"},   {std::string("\0", 1), "\\x00"}, {"\u202e", "\\xe2\\x80\\xae"},
  };
  for (const auto& one : cases) EXPECT_EQ(clean(one.text), one.clean);
}

TEST(NoticeText, CutsWholeCharactersAndSaysSo) {
  const struct {
    const char* text;
    std::size_t most;
    Cost cost;
    const char* cut;
  } cases[] = {
      {"abcdef", 6, plain_cost, "abcdef"}, {"abcdefg", 6, plain_cost, "abc…"},  {"aéé", 5, plain_cost, "aéé"},
      {"ééé", 5, plain_cost, "é…"},        {"👍👍", 7, plain_cost, "👍…"},         {"👍👍", 6, plain_cost, "…"},
      {"\"\"\"", 6, json_cost, "\"\"\""},  {"\"\"\"\"", 7, json_cost, "\"\"…"},
  };
  for (const auto& one : cases) EXPECT_EQ(fitted(one.text, one.most, one.cost), one.cut) << one.text;
}

TEST(NoticeText, KeepsNamesApartThatBeginAlike) {
  const std::string long_name(300, 'x');
  const std::string one = identified(long_name + "1", 100, plain_cost);
  EXPECT_LE(one.size(), 100u);
  EXPECT_NE(one, identified(long_name + "2", 100, plain_cost));
  EXPECT_NE(identified("a\xff", 100, plain_cost), identified("a\xfe", 100, plain_cost));
  EXPECT_EQ(identified("token.google", 100, plain_cost), "token.google");
}

TEST(NoticeText, CutsTheLongLineAndKeepsTheCommand) {
  const std::vector<std::string> lines{"what", std::string(5000, 'x'), "run this"};
  const std::string text = fitted_lines(lines, 200, plain_cost);
  EXPECT_LE(text.size(), 200u);
  EXPECT_TRUE(text.starts_with("what\nxxx"));
  EXPECT_TRUE(text.ends_with("x…\nrun this"));
}

TEST(NoticeText, CountsTheLinesThereIsNoRoomFor) {
  const std::vector<std::string> lines(1000, "sync.ports waits for it");
  const std::string text = fitted_lines(lines, 200, plain_cost);
  EXPECT_LE(text.size(), 200u);
  EXPECT_TRUE(text.ends_with(" lines more")) << text;
}

TEST(NoticeText, NeverCutsTheLineThatNamesTheAlert) {
  Notice notice = google_notice();
  notice.body.assign(50, std::string(1000, 'x'));
  const std::string text = message(notice, 2000, plain_cost);
  EXPECT_LE(text.size(), 2000u);
  EXPECT_TRUE(text.ends_with("\ntoken.google · rule oauth · on node-1 · id 9cb88950e0b62dde"));
}

TEST(NoticeText, BeginsWithWhatHappened) {
  const auto in_an_hour = google_notice().fired_at + hours{1};
  const struct {
    Transition transition;
    std::optional<Time> resolved_at;
    const char* begin;
  } cases[] = {
      {Transition::fired, {}, "critical: token"},
      {Transition::repeated, {}, "critical, still: token"},
      {Transition::escalated, {}, "critical, escalated: token"},
      {Transition::flapping, {}, "critical, flapping: token"},
      {Transition::settled, {}, "critical, settled: token"},
      {Transition::settled, in_an_hour, "settled and resolved: token"},
      {Transition::resolved, in_an_hour, "resolved after 1h: token"},
      {Transition::resolved, {}, "resolved: token"},
      {Transition::resolved, google_notice().fired_at - hours{1}, "resolved: token"},
  };
  for (const auto& one : cases) {
    Notice notice = google_notice();
    notice.transition = one.transition;
    notice.resolved_at = one.resolved_at;
    EXPECT_TRUE(headline(notice, plain_cost).starts_with(one.begin)) << headline(notice, plain_cost);
  }
}

TEST(Delivery, ReadsAStatusWhateverItIs) {
  using enum Delivery::Fate;
  const struct {
    int status;
    Delivery::Fate fate;
  } cases[] = {{0, retry},         {100, retry},        {200, delivered},   {204, delivered},    {301, dead_channel},
               {400, bad_payload}, {401, wrong_key},    {403, wrong_key},   {404, dead_channel}, {405, dead_channel},
               {408, retry},       {410, dead_channel}, {413, bad_payload}, {415, bad_payload},  {422, bad_payload},
               {425, retry},       {429, retry},        {500, retry},       {503, retry},        {999, retry}};
  for (const auto& one : cases) EXPECT_EQ(read_status(answered(one.status), "it").fate, one.fate) << one.status;
}

TEST(Delivery, ReadsHowLongToWait) {
  const std::string date = "Sat, 21 Nov 2026 13:25:01 GMT";
  const struct {
    const char* text;
    std::optional<Duration> wait;
  } cases[] = {
      {"0", Duration{0}},
      {"120", seconds{120}},
      {"-1", std::nullopt},
      {"soon", std::nullopt},
      {"1e3", std::nullopt},
      {"99999999999999", hours{7 * 24}},
      {"", std::nullopt},
      {"Sat, 21 Nov 2026 13:26:01 GMT", seconds{60}},
      {"9999999999999999999999", std::nullopt},
      {"Sat, 21 Nov 2026 13:24:01 GMT", std::nullopt},
      {"Thu, 21 Nov 2199 13:26:01 GMT", hours{7 * 24}},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(read_status(answered(503, "", {{"date", date}, {"retry-after", one.text}}), "it").retry_after, one.wait)
        << one.text;
  }
}

TEST(Delivery, TriesAgainWithoutAnAnswerUnlessItIsWeWhoRefuse) {
  using Why = HttpTrouble::Why;
  for (const Why why : {Why::lookup, Why::connect, Why::tls, Why::timeout, Why::broken_off, Why::too_large}) {
    EXPECT_EQ(read_trouble({.why = why, .message = "m"}, "Slack").fate, Delivery::Fate::retry);
  }
  const Delivery delivery = read_trouble({.why = Why::refused_by_us, .message = "not https\n"}, "Slack");
  EXPECT_EQ(delivery.fate, Delivery::Fate::dead_channel);
  EXPECT_EQ(delivery.reason, "Slack gave no answer: not https\\n");
}

}  // namespace
}  // namespace jada
