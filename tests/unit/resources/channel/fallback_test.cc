#include "tests/unit/resources/channel/channel_world.h"

namespace jada {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Transition = Notice::Transition;

class Fallback : public ChannelWorld {
 protected:
  Fallback() {
    spec.fallback = kPager;
    pager.address = kPager;
  }
  /// Both channels, as the loop would drive them.
  void live_both(Duration length) {
    for (const Time end = clock.time + length; clock.time < end; clock.time += seconds{1}) {
      pass();
      pass(pager);
    }
  }
  std::vector<std::string> said() const {
    std::vector<std::string> messages;
    for (const LogLine& line : outside.beyond.log.lines) messages.push_back(line.event + " " + line.message);
    return messages;
  }

  Channel::Spec pager = spec_of(Type::log);
};

TEST_F(Fallback, ADeadChannelIsToldByTheFallbackAtOnceAndOnce) {
  for (const auto& [status, body] : {std::pair(403, "invalid_token"), std::pair(410, "channel_is_archived")}) {
    store = memory_store();
    outside.memory.store = store.get();
    outside.memory.kept.clear();
    outside.beyond.log.lines.clear();
    answer(status, body);
    wait("a");
    pass();
    EXPECT_EQ(kept("a.fired~pager").status, "waiting");
    EXPECT_EQ(kept("a.fired").status, "waiting") << "until the fallback has told it";
    pass(pager);
    pass();
    EXPECT_EQ(kept("a.fired~pager").status, "sent");
    EXPECT_EQ(kept("a.fired").status, "diverted");
    ASSERT_EQ(outside.beyond.log.lines.size(), 1u);
    EXPECT_THAT(outside.beyond.log.lines[0].fields.back().second,
                HasSubstr("channel.ops could not be told: Slack answered " + std::to_string(status)));
    EXPECT_TRUE(verdict().ailment.is_permanent) << "it is still broken";
    EXPECT_THAT(events(), ElementsAre("channel.failed", "channel.diverted"));
  }
}

TEST_F(Fallback, WhatComesLaterGoesTheSameWayWithoutBeingTriedHereFirst) {
  answer(403, "invalid_token");
  wait("a");
  pass();
  const std::size_t before = sent();
  wait("b");
  EXPECT_EQ(verdict().changes.at(0).detail, "1 notice for the fallback");
  pass();
  EXPECT_EQ(kept("b.fired~pager").status, "waiting");
  EXPECT_EQ(sent(), before);
}

TEST_F(Fallback, FiveMinutesWithoutAnAnswerAreEnough) {
  outside.http.answer = [](const HttpRequest&) {
    return HttpTrouble{.why = HttpTrouble::Why::timeout, .message = "no connection within 10s"};
  };
  wait("a");
  live_both(minutes{4} + seconds{59});
  EXPECT_EQ(kept("a.fired~pager").status, "absent");
  live_both(seconds{10});
  EXPECT_EQ(kept("a.fired~pager").status, "sent");
  EXPECT_EQ(kept("a.fired").status, "diverted");
}

TEST_F(Fallback, AskedToWaitForAnHourItDoesNotKeepAPageToItself) {
  answer(429, "", "3600");
  wait("a");
  live_both(minutes{5} + seconds{10});
  EXPECT_EQ(sent(), 1u);
  EXPECT_EQ(kept("a.fired~pager").status, "sent");
}

TEST_F(Fallback, ATroubleThatPassesStaysHere) {
  answer(503);
  wait("a");
  live_both(minutes{2});
  answer(200, "ok");
  live_both(minutes{10});
  EXPECT_EQ(kept("a.fired").status, "sent");
  EXPECT_EQ(kept("a.fired~pager").status, "absent");
}

TEST_F(Fallback, WhoeverComesBackFirstTellsIt) {
  answer(403, "invalid_token");
  pager = spec_of(Type::command);
  pager.address = kPager;
  outside.beyond.jobs.end = [](const JobRequest&) { return test::FakeJobs::exited(1); };
  wait("a");
  live_both(minutes{30});
  EXPECT_TRUE(kept("a.fired").is_waiting());
  EXPECT_TRUE(kept("a.fired~pager").is_waiting());
  answer(200, "ok");
  live_both(minutes{6});
  EXPECT_EQ(kept("a.fired").status, "sent");
}

TEST_F(Fallback, WhoWasToldTheBeginningIsToldTheEnd) {
  answer(403, "invalid_token");
  wait("a");
  live_both(seconds{5});
  ASSERT_EQ(kept("a.fired").status, "diverted");
  answer(200, "ok");
  wait("b");
  live_both(minutes{6});
  ASSERT_EQ(kept("b.fired").status, "sent") << "mended";
  wait("a", Transition::resolved);
  wait("b", Transition::resolved);
  live_both(minutes{1});
  EXPECT_EQ(kept("a.resolved").status, "sent");
  EXPECT_EQ(kept("a.resolved~pager").status, "sent");
  EXPECT_EQ(kept("b.resolved~pager").status, kept("b.fired~pager").status);
}

TEST_F(Fallback, WhatIsRefusedIsNotLostWhileAnotherCanTellIt) {
  answer(400, "invalid_payload");
  wait("a");
  live_both(seconds{5});
  EXPECT_EQ(kept("a.fired").status, "refused");
  EXPECT_EQ(kept("a.fired~pager").status, "sent");
}

TEST_F(Fallback, WhatWasGivenOnMayStillBeRefusedHere) {
  answer(503);
  wait("a");
  live(minutes{10});
  ASSERT_EQ(kept("a.fired~pager").status, "waiting");
  answer(400, "invalid_payload");
  live(minutes{20});
  EXPECT_EQ(kept("a.fired").status, "refused");
  EXPECT_EQ(kept("a.fired~pager").status, "waiting");
}

TEST_F(Fallback, WithoutOneItIsSaidInTheLogAndTriedForEver) {
  spec.fallback.reset();
  answer(403, "invalid_token");
  wait("a");
  live(minutes{60});
  EXPECT_TRUE(kept("a.fired").is_waiting());
  EXPECT_GE(kept("a.fired").attempts, 12);
  EXPECT_THAT(said(), Contains("channel.undeliverable 1 notice cannot be told, and there is no fallback: Slack "
                               "answered 403: it does not accept the key"));
  answer(200, "ok");
  live(minutes{6});
  EXPECT_EQ(kept("a.fired").status, "sent");
}

TEST_F(Fallback, ManyNoticesAreGivenOnAtOnce) {
  answer(403, "invalid_token");
  for (int i = 0; i < 200; ++i) wait("a" + std::to_string(i));
  pass();
  EXPECT_EQ(store->waiting_notices(kPager, 2000)->size(), 200u);
  EXPECT_EQ(sent(), 1u);
}

}  // namespace
}  // namespace jada
