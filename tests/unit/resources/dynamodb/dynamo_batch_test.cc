#include <gmock/gmock.h>

#include "tests/unit/resources/dynamodb/table_writes.h"

namespace jada::test {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using Reply = FakeHttp::Reply;

TEST(DynamoTableBatches, FillATableThatWasJustSeenToBeEmpty) {
  TableWorld world;
  const auto table = world.open("us-west-2");
  scan(*table);
  EXPECT_THAT(fates(*table, creates(130)), AllOf(SizeIs(130), Each(WriteFate::done)));
  EXPECT_EQ(world.west.items.size(), 130u);
  EXPECT_EQ(world.west.asked["BatchGetItem"], 2) << "each key is looked for before";
  EXPECT_EQ(world.west.asked["BatchWriteItem"], 4 + 2);
  EXPECT_EQ(world.west.asked["UpdateItem"], 0);
}

TEST(DynamoTableBatches, AreForNothingElse) {
  struct Case {
    const char* name;
    bool is_scanned;
    bool is_empty;
    bool is_global;
    bool only_creates;
  };
  for (const auto& [name, is_scanned, is_empty, is_global, only_creates] :
       {Case{"never scanned", false, true, false, true}, Case{"with items", true, false, false, true},
        Case{"a global table", true, true, true, true}, Case{"with another write", true, true, false, false}}) {
    TableWorld world;
    if (!is_empty) world.west.put("somebody");
    if (is_global) world.west.replicas = {"eu-west-1"};
    const auto table = world.open("us-west-2");
    if (is_scanned) scan(*table);
    auto writes = creates(3);
    if (!only_creates) writes.push_back(change("nobody", "a", "b"));
    fates(*table, writes);
    EXPECT_EQ(world.west.asked["BatchWriteItem"], 0) << name;
    EXPECT_EQ(world.west.role(key_of(2)), "mate") << name;
  }
}

TEST(DynamoTableBatches, WhatAppearedSinceTheScanIsNotWrittenOver) {
  TableWorld world;
  const auto table = world.open("us-west-2");
  scan(*table);
  world.west.put(key_of(1), "captain");
  EXPECT_THAT(fates(*table, creates(3)), ElementsAre(WriteFate::done, WriteFate::conflict, WriteFate::done));
  EXPECT_EQ(world.west.role(key_of(1)), "captain");
}

TEST(DynamoTableBatches, WhatCameBackUnwrittenIsLookedForAndPutAgain) {
  TableWorld world;
  const auto table = world.open("us-west-2");
  scan(*table);
  int batches = 0;
  world.west.before = [&](const std::string& operation, const Json& request) -> std::optional<Reply> {
    if (operation != "BatchWriteItem" || ++batches > 1) return std::nullopt;
    world.west.put(key_of(1), "captain");  // somebody else, meanwhile
    return body(200, Json{{"UnprocessedItems", request["RequestItems"]}}.dump());
  };
  EXPECT_THAT(fates(*table, creates(3)), ElementsAre(WriteFate::done, WriteFate::conflict, WriteFate::done));
  EXPECT_EQ(batches, 2);
  EXPECT_EQ(world.west.role(key_of(1)), "captain");
  EXPECT_EQ(world.west.role(key_of(2)), "mate");
}

TEST(DynamoTableBatches, WhatStaysUnwrittenHasFailedAfterAMinute) {
  TableWorld world;
  const auto table = world.open("us-west-2");
  scan(*table);
  world.west.before = [&](const std::string& operation, const Json& request) -> std::optional<Reply> {
    if (operation != "BatchWriteItem") return std::nullopt;
    return body(200, Json{{"UnprocessedItems", request["RequestItems"]}}.dump());
  };
  const auto outcomes = table->write(creates(2));
  ASSERT_TRUE(outcomes);
  EXPECT_EQ((*outcomes)[1].fate, WriteFate::failed);
  EXPECT_EQ((*outcomes)[1].trouble.code, Code::unavailable);
  EXPECT_THAT((*outcomes)[1].trouble.message, HasSubstr("unwritten for a minute"));
}

TEST(DynamoTableBatches, AreLeftForSingleWritesWhereTheyDoNotWork) {
  const std::pair<const char*, std::function<Reply()>> cases[] = {
      {"no rights", [] { return Reply(fault(400, "AccessDeniedException")); }},
      {"spoilt by one item", [] { return Reply(fault(400, "ValidationException")); }},
      {"no answer", [] { return Reply(lost(true)); }},
      {"an answer that is none", [] { return Reply(body(200, "{}")); }},
  };
  for (const char* operation : {"BatchWriteItem", "BatchGetItem"}) {
    for (const auto& [name, reply] : cases) {
      TableWorld world;
      const auto table = world.open("us-west-2");
      scan(*table);
      at_first(world.west, operation, 1, reply);
      EXPECT_THAT(fates(*table, creates(30)), Each(WriteFate::done)) << operation << " " << name;
      EXPECT_EQ(world.west.items.size(), 30u) << operation << " " << name;
    }
  }
}

TEST(DynamoTableBatches, WhatMeanwhileWentWrongIsLookedForAgain) {
  const std::pair<const char*, std::function<Reply()>> cases[] = {
      {"throttled", [] { return Reply(fault(400, "ThrottlingException")); }},
      {"not reached", [] { return Reply(lost(false)); }},
      {"keys ended", [] { return Reply(fault(400, "ExpiredTokenException")); }},
      {"clock", [] { return Reply(fault(400, "RequestTimeTooSkewed")); }},
  };
  for (const auto& [name, reply] : cases) {
    TableWorld world;
    const auto table = world.open("us-west-2");
    scan(*table);
    at_first(world.west, "BatchWriteItem", 1, [&, reply = reply] {
      world.west.put(key_of(1), "captain");
      return reply();
    });
    EXPECT_THAT(fates(*table, creates(3)), ElementsAre(WriteFate::done, WriteFate::conflict, WriteFate::done)) << name;
    EXPECT_EQ(world.west.asked["BatchGetItem"], 2) << name;
    EXPECT_EQ(world.west.role(key_of(1)), "captain") << name;
  }
}

TEST(DynamoTableBatches, AreNotForATableThatIsWrittenSlowly) {
  TableWorld world;
  RegionSettings settings = TableWorld::settings("us-west-2");
  settings.dynamo.capacity["crew"] = {.read = 0, .write = 100};
  const auto table = world.regions.open(settings, {"crew", "crew_id", {settings}});
  ASSERT_TRUE(table);
  scan(**table);
  EXPECT_THAT(fates(**table, creates(3)), Each(WriteFate::done));
  EXPECT_EQ(world.west.asked["BatchWriteItem"], 0);
}

TEST(DynamoTableBatches, ABatchThatWasCarriedOutWithoutAnAnswerIsNotRepeated) {
  TableWorld world;
  const auto table = world.open("us-west-2");
  scan(*table);
  world.west.before = [&](const std::string& operation, const Json& request) -> std::optional<Reply> {
    if (operation != "BatchWriteItem") return std::nullopt;
    world.west.put(key_of(0));
    world.west.put(key_of(1), "captain");  // and changed by somebody right after
    (void)request;
    return lost(true);
  };
  EXPECT_THAT(fates(*table, creates(2)), Each(WriteFate::unknown)) << "it is read back to learn";
  EXPECT_EQ(world.west.asked["BatchWriteItem"], 1);
  EXPECT_EQ(world.west.role(key_of(1)), "captain");
}

}  // namespace
}  // namespace jada::test
