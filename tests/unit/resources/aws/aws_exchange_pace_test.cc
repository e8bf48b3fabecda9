#include <gmock/gmock.h>

#include "tests/unit/resources/aws/exchange_world.h"

namespace jada::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Each;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::SizeIs;

TEST(AwsExchangePace, ARegionThatDoesNotAnswerIsLeftAloneSoon) {
  Exchange world;
  world.replies({not_reached});
  world.run(100);
  EXPECT_THAT(world.faults, SizeIs(100));
  EXPECT_EQ(world.requests(), 5u);
  EXPECT_LT(world.waited, 5s);
  EXPECT_THAT(world.faults.back().message, HasSubstr("failed five times in a row"));
  EXPECT_FALSE(world.faults.back().may_have_happened);
}

TEST(AwsExchangePace, ThrottlingAndRefusalsDoNotOpenTheBreaker) {
  for (auto* reply : {throttled, +[]() -> FakeHttp::Reply { return fault(400, "ValidationException"); },
                      +[]() -> FakeHttp::Reply { return fault(409, "ReplicatedWriteConflictException"); }}) {
    Exchange world;
    world.replies({reply, reply, reply, reply, reply, reply, reply, reply, ok});
    world.run(8);
    EXPECT_FALSE(world.service.breaker().is_open());
  }
}

TEST(AwsExchangePace, OneRequestFindsOutWhetherTheRegionIsBack) {
  for (const bool is_back : {false, true}) {
    Exchange world;
    world.opens_breaker();
    if (is_back) world.replies({ok});
    world.clock.time += 5s;
    world.run(20);
    EXPECT_EQ(world.requests(), 0u);
    world.clock.time += 6s;
    world.run(20);
    EXPECT_EQ(world.requests(), is_back ? 20u : 1u);
    EXPECT_EQ(world.taken.size(), is_back ? 20u : 0u);
    EXPECT_EQ(world.service.breaker().is_open(), !is_back);
  }
}

TEST(AwsExchangePace, TheOneThatFindsOutMayHaveToWaitForItsTurn) {
  Exchange world;
  world.opens_breaker();
  world.replies({ok});
  world.clock.time += 11s;
  RateLimit limit(1);
  EXPECT_EQ(limit.wait(world.clock.now()), 0ms);
  limit.spend(3, world.clock.now());
  world.run(3, {.operation = "Scan", .body = "{}", .limit = &limit});
  EXPECT_THAT(world.taken, SizeIs(3));
  EXPECT_THAT(world.faults, IsEmpty());
}

TEST(AwsExchangePace, EndsWhenAPersonAsksToStop) {
  Exchange world;
  int left = 3;
  world.reply = [&](const Asked&) {
    if (--left == 0) world.stop = true;
    return ok();
  };
  world.run(10);
  EXPECT_THAT(world.taken, SizeIs(3));
  ASSERT_THAT(world.faults, SizeIs(7));
  EXPECT_EQ(world.faults[0].text(), "asked to stop");
  EXPECT_EQ(world.requests(), 3u);
}

TEST(AwsExchangePace, AStopAlsoEndsWhatWaits) {
  Exchange world;
  world.reply = [&](const Asked&) {
    world.stop = true;
    return throttled();
  };
  const Time start = world.clock.now();
  world.run(1);
  ASSERT_THAT(world.faults, SizeIs(1));
  EXPECT_EQ(world.requests(), 1u);
  EXPECT_LT(world.clock.now() - start, 2s);
}

TEST(AwsExchangePace, WhatIsReadBackIsReadThoughAPersonAsksToStop) {
  Exchange world;
  world.replies({throttled, ok});
  world.stop = true;
  world.run(3, {.operation = "BatchGetItem", .body = "{}", .heeds_stop = false});
  EXPECT_THAT(world.taken, SizeIs(3));
}

TEST(AwsExchangePace, AClockSetBackHoldsNothingUp) {
  Exchange world;
  AwsExchange exchange(world.service, 0, world.take);
  exchange.push({.operation = "Scan", .body = "{}"}, 10s);
  EXPECT_FALSE(exchange.next().request);
  world.clock.time -= std::chrono::hours{1};
  EXPECT_TRUE(exchange.next().request);
}

TEST(AwsExchangePace, WhatIsConsumedIsPacedAsTheLimitSays) {
  Exchange world;
  world.replies({[] { return body(200, R"({"ConsumedCapacity":{"TableName":"crew","CapacityUnits":5.0}})"); }});
  RateLimit limit(10);
  world.run(21, {.operation = "Scan", .body = "{}", .limit = &limit});
  EXPECT_THAT(world.taken, SizeIs(21));
  EXPECT_GE(world.waited, 9s);  // 105 units, of which a second's worth was saved up
  EXPECT_LT(world.waited, 11s);
}

TEST(AwsExchangePace, ConsumptionIsReadInEveryShapeAndNothingElse) {
  const std::pair<const char*, bool> cases[] = {
      {R"({"ConsumedCapacity":{"CapacityUnits":100}})", true},
      {R"({"ConsumedCapacity":[{"CapacityUnits":50.5},{"CapacityUnits":50}]})", true},
      {R"({"ConsumedCapacity":{"CapacityUnits":"100"}})", false},
      {R"({"ConsumedCapacity":[1,{"CapacityUnits":null}]})", false},
      {R"({"ConsumedCapacity":"100"})", false},
      {R"([])", false},
      {"no JSON", false},
  };
  for (const auto& [answer, is_spent] : cases) {
    Exchange world;
    world.replies({[answer = answer] { return body(200, answer); }});
    RateLimit limit(10);
    world.run(1, {.operation = "Scan", .body = "{}", .limit = &limit});
    EXPECT_EQ(limit.wait(world.clock.now()) > 5s, is_spent) << answer;
  }
}

// Requests as they are under way: they land when the test says so.
struct UnderWay {
  explicit UnderWay(AwsExchange& one) : exchange(one) {}

  std::size_t launch() {
    while (true) {
      const HttpTurn turn = exchange.next();
      if (!turn.request) return tickets.size();
      tickets.push_back(turn.ticket);
    }
  }
  void land(FakeHttp::Reply reply) {
    const std::size_t ticket = tickets.front();
    tickets.pop_front();
    exchange.landed(ticket, std::move(reply));
  }

  AwsExchange& exchange;
  std::deque<std::size_t> tickets{};
};

TEST(AwsExchangePace, ThrottledGoesWithHalfAsManyAndGrowsByOnes) {
  Exchange world;
  AwsExchange exchange(world.service, 0, world.take);
  for (int i = 0; i < 1000; ++i) exchange.push({.operation = "UpdateItem", .body = "{}"});
  UnderWay wires(exchange);
  const auto land_all = [&](std::size_t throttles) {
    world.clock.time += 10ms;
    while (!wires.tickets.empty()) wires.land(throttles > 0 ? throttled() : ok()), throttles -= throttles > 0 ? 1 : 0;
  };
  EXPECT_EQ(wires.launch(), 16u);
  land_all(1);
  EXPECT_EQ(wires.launch(), 8u);
  land_all(5);
  EXPECT_EQ(wires.launch(), 4u) << "once for what was sent before it was known";
  for (const std::size_t width : {2u, 1u, 1u}) {
    land_all(4);
    EXPECT_EQ(wires.launch(), width) << "never none";
  }
  for (int i = 0; i < 31; ++i) {
    wires.land(ok());
    EXPECT_EQ(wires.launch(), 1u);
  }
  wires.land(ok());
  EXPECT_EQ(wires.launch(), 2u);
  while (!wires.exchange.is_done()) {
    world.clock.time += 100ms;
    wires.launch();
    while (!wires.tickets.empty()) wires.land(ok());
  }
  EXPECT_THAT(world.taken, SizeIs(1000));
}

TEST(AwsExchangePace, TwoOfOneServiceKeepToOneLimit) {
  Exchange world;
  AwsExchange one(world.service, 3, world.take);
  AwsExchange other(world.service, 3, world.take);
  EXPECT_TRUE(one.has_own_limit());
  EXPECT_FALSE(AwsExchange(world.service, 0, world.take).has_own_limit());
  for (int i = 0; i < 10; ++i) {
    one.push({.operation = "UpdateItem", .body = "{}"});
    other.push({.operation = "UpdateItem", .body = "{}"});
  }
  UnderWay first(one);
  UnderWay second(other);
  EXPECT_EQ(first.launch(), 3u);
  EXPECT_EQ(second.launch(), 0u);
  first.land(ok());
  EXPECT_EQ(second.launch(), 1u);
  EXPECT_EQ(first.launch(), 2u);
  while (!one.is_done() || !other.is_done()) {
    for (UnderWay* wires : {&second, &first}) {
      wires->launch();
      EXPECT_LE(first.tickets.size() + second.tickets.size(), 3u);
      if (!wires->tickets.empty()) wires->land(ok());
    }
  }
  EXPECT_THAT(world.taken, SizeIs(20));
}

TEST(AwsService, PausesAreEvenAndAtMostAsAskedFor) {
  Exchange world;
  std::vector<Duration> pauses(1000);
  for (Duration& pause : pauses) pause = world.service.jitter(100ms);
  EXPECT_THAT(pauses, Each(AllOf(Ge(0ms), Le(100ms))));
  EXPECT_GT(std::ranges::count_if(pauses, [](Duration pause) { return pause > 50ms; }), 400);
  EXPECT_GT(std::ranges::count_if(pauses, [](Duration pause) { return pause < 50ms; }), 400);
  EXPECT_EQ(world.service.jitter(0ms), 0ms);
}

}  // namespace
}  // namespace jada::test
