#include <gmock/gmock.h>

#include "tests/unit/resources/aws/exchange_world.h"

namespace jada::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::SizeIs;
using Kind = AwsFault::Kind;

TEST(AwsExchange, AsksByPostAndReturnsTheBody) {
  Exchange world;
  world.replies({ok});
  world.run(1, {.operation = "GetItem", .body = R"({"TableName":"crew"})"});
  EXPECT_THAT(world.taken, testing::ElementsAre(R"({"ok":true})"));
  ASSERT_THAT(world.asked, SizeIs(1));
  EXPECT_EQ(world.asked[0].method, "POST");
  EXPECT_EQ(world.asked[0].headers["x-amz-target"], "DynamoDB_20120810.GetItem");
  EXPECT_EQ(world.asked[0].headers["content-type"], "application/x-amz-json-1.0");
  EXPECT_FALSE(world.asked[0].headers.contains("accept-encoding")) << "the checksum is of the bytes on the wire";
  EXPECT_THAT(world.asked[0].authorization, HasSubstr("Credential=AKIDEXAMPLE/20260513/us-west-2/dynamodb/"));
  EXPECT_THAT(world.http.sent, testing::ElementsAre(R"({"TableName":"crew"})"));
}

TEST(AwsExchange, APageMayTakeLongerThanAnItem) {
  for (const auto& [operation, patience] :
       {std::pair("GetItem", 4s), {"UpdateItem", 4s}, {"Scan", 10s}, {"BatchGetItem", 10s}}) {
    Exchange world;
    world.run(1, {.operation = operation, .body = "{}"});
    EXPECT_EQ(world.asked[0].deadline, patience) << operation;
  }
}

TEST(AwsExchange, WhatPassesIsAskedAgain) {
  const std::pair<const char*, FakeHttp::Reply (*)()> cases[] = {{"throttled", throttled},
                                                                 {"500", broken},
                                                                 {"cut off", cut_off},
                                                                 {"not reached", not_reached},
                                                                 {"damaged", damaged}};
  for (const auto& [name, trouble] : cases) {
    Exchange world;
    world.replies({trouble, trouble, ok});
    world.run();
    EXPECT_THAT(world.taken, SizeIs(1)) << name;
    EXPECT_THAT(world.faults, IsEmpty()) << name;
    EXPECT_EQ(world.requests(), 3u) << name;
  }
}

TEST(AwsExchange, WhatIsRefusedIsNotAskedAgain) {
  Exchange world;
  world.replies({[] { return fault(400, "ValidationException", "no"); }});
  world.run();
  ASSERT_THAT(world.faults, SizeIs(1));
  EXPECT_EQ(world.faults[0].text(), "ValidationException: no");
  EXPECT_FALSE(world.faults[0].may_have_happened);
  EXPECT_EQ(world.requests(), 1u);
}

TEST(AwsExchange, ASoundChecksumIsNoReasonToAskAgain) {
  Exchange world;
  world.replies({whole});
  world.run();
  EXPECT_EQ(world.requests(), 1u);
  EXPECT_THAT(world.taken, SizeIs(1));
}

TEST(AwsExchange, WhatMayNotHappenTwiceIsSentOnceWhateverComesOfIt) {
  struct Case {
    const char* name;
    FakeHttp::Reply (*trouble)();
    bool may_have_happened;
  };
  const Case cases[] = {{"throttled", throttled, false},
                        {"not reached", not_reached, false},
                        {"cut off", cut_off, true},
                        {"500", broken, true},
                        {"damaged", damaged, true},
                        {"keys", [] { return FakeHttp::Reply(fault(400, "ExpiredTokenException")); }, false}};
  for (const auto& [name, trouble, may_have_happened] : cases) {
    Exchange world;
    world.replies({trouble, ok});
    world.run(1, {.operation = "BatchWriteItem", .body = "{}", .is_repeatable = false});
    EXPECT_EQ(world.requests(), 1u) << name;
    ASSERT_THAT(world.faults, SizeIs(1)) << name;
    EXPECT_EQ(world.faults[0].may_have_happened, may_have_happened) << name;
  }
}

TEST(AwsExchange, DoubtStaysWithTheCall) {
  const std::pair<FakeHttp::Reply (*)(), bool> cases[] = {
      {broken, true}, {cut_off, true}, {not_reached, false}, {throttled, false}};
  for (const auto& [first, is_in_doubt] : cases) {
    Exchange world;
    world.replies({first, [] { return fault(400, "ConditionalCheckFailedException"); }});
    world.run();
    ASSERT_THAT(world.faults, SizeIs(1));
    EXPECT_EQ(world.faults[0].code, "ConditionalCheckFailedException");
    EXPECT_EQ(world.faults[0].may_have_happened, is_in_doubt);
  }
}

TEST(AwsExchange, IsPatientForAMinuteWithEachCall) {
  Exchange world;
  world.replies({throttled});
  const Time start = world.clock.now();
  world.run(3);
  ASSERT_THAT(world.faults, SizeIs(3));
  for (const AwsFault& fault : world.faults) EXPECT_EQ(fault.kind, Kind::throttled);
  EXPECT_GT(world.clock.now() - start, 60s);
  EXPECT_LT(world.clock.now() - start, 130s);
  EXPECT_LT(world.requests(), 100u) << "each pause is longer than the one before";
}

TEST(AwsExchange, WhatCameBackUndoneIsAskedAgainForAMinute) {
  Exchange world;
  AwsExchange* running = nullptr;
  int rounds = 0;
  AwsExchange exchange(world.service, 0, [&](const AwsCall& call, const AwsReply&) {
    EXPECT_EQ(call.rounds, rounds);
    if (running->push_again(call)) ++rounds;
  });
  running = &exchange;
  exchange.push({.operation = "BatchGetItem", .body = "{}"});
  const Time start = world.clock.now();
  exchange.run();
  EXPECT_THAT(rounds, AllOf(Ge(5), Le(60)));
  EXPECT_GT(world.clock.now() - start, 60s);
  EXPECT_LT(world.clock.now() - start, 81s);
}

TEST(AwsExchange, CallsAreMadeAsTheyAreWanted) {
  Exchange world;
  world.replies({ok});
  AwsExchange exchange(world.service, 0, world.take);
  std::size_t made = 0;
  std::size_t most_ahead = 0;
  exchange.refill_by([&] {
    if (made == 100) return false;
    ++made;
    most_ahead = std::max(most_ahead, made - world.requests());
    exchange.push({.operation = "UpdateItem", .body = "{}"});
    return true;
  });
  exchange.run();
  EXPECT_THAT(world.taken, SizeIs(100));
  EXPECT_EQ(most_ahead, 1u);
  EXPECT_EQ(world.waited, 0ms) << "nobody waits where nothing is left";
}

TEST(AwsExchange, WhatWasNotMadeYetFailsToo) {
  Exchange world;
  world.stop = true;
  AwsExchange exchange(world.service, 0, world.take);
  int left = 10;
  exchange.refill_by([&] {
    if (left-- == 0) return false;
    exchange.push({.operation = "UpdateItem", .body = "{}"});
    return true;
  });
  exchange.run();
  EXPECT_THAT(world.faults, SizeIs(10));
}

}  // namespace
}  // namespace jada::test
