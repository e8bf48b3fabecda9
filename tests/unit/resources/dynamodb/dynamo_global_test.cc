#include <gmock/gmock.h>

#include "tests/unit/resources/dynamodb/table_writes.h"

namespace jada::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using Reply = FakeHttp::Reply;

TEST(DynamoTableGlobal, IsWrittenInTheFirstRegionOnlyAndAwaitedInTheOthers) {
  TableWorld world;
  world.east.replicas = {"us-west-2"};
  world.west.replicas = {"us-east-1"};
  int reads = 0;
  world.west.before = [&](const std::string& operation, const Json&) -> std::optional<Reply> {
    if (operation == "BatchGetItem" && ++reads == 4) world.west.items = world.east.items;  // AWS carried it there
    return std::nullopt;
  };
  const Time start = world.clock.now();
  EXPECT_THAT(fates(*world.open("us-west-2"), {create("ada")}), ElementsAre(WriteFate::done));
  EXPECT_EQ(world.east.asked["UpdateItem"], 1);
  EXPECT_EQ(world.west.asked["UpdateItem"], 0);
  EXPECT_EQ(reads, 4);
  EXPECT_EQ(world.west.role("ada"), "mate");
  EXPECT_THAT(world.clock.now() - start, AllOf(testing::Ge(750ms), testing::Lt(2s)));
  EXPECT_THAT(fates(*world.open("us-east-1"), {create("bob")}), ElementsAre(WriteFate::done));
  EXPECT_EQ(world.east.asked["UpdateItem"], 2);
}

TEST(DynamoTableGlobal, ReplicationThatNeverComesIsWaitedForHalfAMinute) {
  TableWorld world;
  world.east.replicas = {"us-west-2"};
  world.west.replicas = {"us-east-1"};
  const Time start = world.clock.now();
  EXPECT_THAT(fates(*world.open("us-west-2"), {create("ada")}), ElementsAre(WriteFate::done));
  EXPECT_THAT(world.clock.now() - start, AllOf(testing::Ge(29s), testing::Lt(35s)));
}

TEST(DynamoTableGlobal, ARegionThatDoesNotAnswerIsNotTheOneThatIsWritten) {
  TableWorld world;
  world.east.replicas = {"us-west-2"};
  world.west.replicas = {"us-east-1"};
  const auto east = world.open("us-east-1");
  const auto west = world.open("us-west-2");
  world.east.before = [](const std::string&, const Json&) -> std::optional<Reply> { return lost(false); };
  EXPECT_NE(scan(*east).error, "");
  EXPECT_THAT(fates(*west, {create("ada")}), ElementsAre(WriteFate::done));
  EXPECT_EQ(world.west.asked["UpdateItem"], 1);
}

TEST(DynamoTableGlobal, ARegionWithoutACopyOfItsOwnIsWrittenForItself) {
  TableWorld world;
  world.west.replicas = {"eu-west-1"};  // us-east-1 has a table of the same name, and none of AWS's copies
  EXPECT_THAT(fates(*world.open("us-west-2"), {create("ada")}), ElementsAre(WriteFate::done));
  EXPECT_EQ(world.west.role("ada"), "mate");
  EXPECT_EQ(world.east.role("ada"), "absent");
}

}  // namespace
}  // namespace jada::test
