#include "resources/channel/rate.h"

#include <gtest/gtest.h>

#include <set>

#include "resources/channel/past.h"

namespace jada {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Time kNow = *parse_time("2026-11-21T15:20:00Z");

TEST(Rate, ABurstAtOnceAndThenOneAtATime) {
  const Rate rate{.every = seconds{5}, .burst = 3};
  std::optional<Time> used;
  for (int i = 0; i < 3; ++i) {
    EXPECT_LE(next_at(rate, used, kNow), kNow) << i;
    used = spent(rate, used, kNow);
  }
  EXPECT_EQ(next_at(rate, used, kNow), kNow + seconds{5});
  EXPECT_LE(next_at(rate, used, kNow + hours{1}), kNow + hours{1});
}

TEST(Rate, WithoutOneNothingWaits) { EXPECT_EQ(next_at({}, spent({}, spent({}, kNow, kNow), kNow), kNow), kNow); }

TEST(Rate, ATimeOfAnotherClockCountsForNothing) {
  const Rate rate{.every = seconds{1}};
  EXPECT_LE(next_at(rate, kNow + hours{1}, kNow), kNow);
}

TEST(Backoff, GrowsToFiveMinutesAndIsTheSameForTheSameAttempt) {
  std::set<Duration> drawn;
  for (int attempt = 0; attempt < 200; ++attempt) {
    const Duration delay = backoff("n1", attempt);
    EXPECT_EQ(delay, backoff("n1", attempt));
    EXPECT_GE(delay, seconds{1});
    EXPECT_LE(delay, attempt < 8 ? Duration{seconds{1 << attempt}} : minutes{5}) << attempt;
    drawn.insert(delay);
  }
  EXPECT_GT(drawn.size(), 150u);
  EXPECT_GT(*drawn.rbegin(), minutes{4});
  EXPECT_NE(backoff("n1", 9), backoff("n2", 9));
}

TEST(ChannelPast, IsReadBackAsItWas) {
  ChannelPast past{.failures = 3, .failing_since = kNow, .diagnosis = "wrong_key", .last_error = "Slack answered 403"};
  past.told["f-a"] = {.notice = "{}", .until = kNow};
  past.entrusted = {"f-b"};
  past.spent_until = past.paused_until = past.told_at = past.succeeded_at = kNow;
  EXPECT_EQ(to_json(read_past(to_json(past))), to_json(past));
  EXPECT_EQ(to_json(read_past("nonsense")), to_json(ChannelPast{}));
  EXPECT_EQ(to_json(read_past(R"({"told": 1, "entrusted": {}, "failures": "x"})")), to_json(ChannelPast{}));
}

TEST(ChannelPast, FiveMinutesOfSilenceAreAnOutageAndSoIsAKeyThatNobodyTakes) {
  const ChannelPast slow{.failures = 1, .failing_since = kNow, .diagnosis = "unreachable", .last_error = {}};
  EXPECT_FALSE(is_down(slow, kNow + minutes{4}));
  EXPECT_TRUE(is_down(slow, kNow + minutes{5}));
  EXPECT_TRUE(is_down({.failures = 1, .failing_since = kNow, .diagnosis = "wrong_key", .last_error = {}}, kNow));
  EXPECT_FALSE(is_down({}, kNow));
}

}  // namespace
}  // namespace jada
