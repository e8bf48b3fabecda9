#include <gmock/gmock.h>

#include "tests/unit/resources/dynamodb/table_writes.h"

namespace jada::test {
namespace {

using testing::ElementsAre;
using Reply = FakeHttp::Reply;

TEST(DynamoTableWrite, ChangesWhatIsAsItWasReadAndNothingElse) {
  TableWorld world;
  for (const char* key : {"ada", "bob", "eve", "fay"}) world.west.put(key);
  world.west.items["ada"]["phone"] = {{"S", "555-0101"}};
  const auto table = world.open("us-west-2");
  EXPECT_THAT(fates(*table, {change("ada", "mate", "captain"), change("bob", "cook", "captain"),
                             change("nobody", "mate", "captain"), create("new"), create("eve", "captain"),
                             removal("fay", "mate"), removal("eve", "cook"), removal("nobody", "mate")}),
              ElementsAre(WriteFate::done, WriteFate::conflict, WriteFate::conflict, WriteFate::done,
                          WriteFate::conflict, WriteFate::done, WriteFate::conflict, WriteFate::conflict));
  EXPECT_EQ(world.west.role("ada"), "captain");
  EXPECT_EQ(world.west.items["ada"]["phone"]["S"], "555-0101");
  EXPECT_EQ(world.west.role("bob"), "mate");
  EXPECT_EQ(world.west.role("nobody"), "absent");
  EXPECT_EQ(world.west.role("new"), "mate");
  EXPECT_EQ(world.west.role("eve"), "mate");
  EXPECT_EQ(world.west.role("fay"), "absent");
  EXPECT_TRUE(table->write({})->empty());
}

TEST(DynamoTableWrite, WhatBecameOfAWriteIsToldByTheFault) {
  struct Case {
    const char* name;
    int count;  // of the requests that go wrong
    std::function<Reply()> reply;
    WriteFate fate;
    Code code;
  };
  const auto code = [](int status, const char* name, const char* text = "") {
    return [=] { return Reply(fault(status, name, text)); };
  };
  const Case cases[] = {
      {"refused", 1, code(400, "ValidationException", "bad"), WriteFate::failed, Code::denied},
      {"no rights", 1, code(400, "AccessDeniedException"), WriteFate::failed, Code::denied},
      {"no map", 1, code(400, "ValidationException", "The document path provided in the update expression is invalid"),
       WriteFate::conflict, Code::conflict},
      {"condition", 1, code(400, "ConditionalCheckFailedException"), WriteFate::conflict, Code::conflict},
      {"keys", 9, code(400, "UnrecognizedClientException"), WriteFate::failed, Code::denied},
      {"throttled for long", 99999, code(400, "ThrottlingException"), WriteFate::failed, Code::unavailable},
      {"throttled", 3, code(400, "ThrottlingException"), WriteFate::done, {}},
      {"5xx for long", 99999, code(500, "InternalServerError"), WriteFate::unknown, Code::unavailable},
      {"5xx", 3, code(500, "InternalServerError"), WriteFate::done, {}},
      {"cut off for long", 99999, [] { return Reply(lost(true)); }, WriteFate::unknown, Code::unavailable},
      {"not reached", 99999, [] { return Reply(lost(false)); }, WriteFate::failed, Code::unavailable},
      {"too large", 1, [] { return Reply(HttpTrouble{.why = HttpTrouble::Why::too_large, .sent = true}); },
       WriteFate::unknown, Code::denied},
  };
  for (const auto& [name, count, reply, fate, expected] : cases) {
    TableWorld world;
    world.west.put("ada");
    at_first(world.west, "UpdateItem", count, reply);
    const auto outcomes = world.open("us-west-2")->write(std::vector{change("ada", "mate", "captain")});
    ASSERT_TRUE(outcomes) << name;
    EXPECT_EQ((*outcomes)[0].fate, fate) << name << ": " << (*outcomes)[0].trouble.message;
    if (fate == WriteFate::done) {
      EXPECT_EQ(world.west.role("ada"), "captain") << name;
    } else {
      EXPECT_EQ((*outcomes)[0].trouble.code, expected) << name;
      EXPECT_NE((*outcomes)[0].trouble.message, "") << name;
    }
  }
}

TEST(DynamoTableWrite, AConditionThatDoesNotHoldAfterALostAnswerIsDoubt) {
  TableWorld world;
  world.west.put("ada");
  world.west.before = [&](const std::string& operation, const Json&) -> std::optional<Reply> {
    if (operation != "UpdateItem" || world.west.role("ada") != "mate") return std::nullopt;
    world.west.put("ada", "captain");  // carried out, and nobody hears of it
    return lost(true);
  };
  const auto outcomes = world.open("us-west-2")->write(std::vector{change("ada", "mate", "captain")});
  ASSERT_TRUE(outcomes);
  EXPECT_EQ((*outcomes)[0].fate, WriteFate::unknown);
  EXPECT_EQ((*outcomes)[0].trouble.code, Code::conflict);
}

TEST(DynamoTableWrite, AValueThatCannotBeKeptSpoilsOnlyItsOwnItem) {
  TableWorld world;
  const auto table = world.open("us-west-2");
  scan(*table);
  const ItemWrite bad{ItemWrite::Kind::create, "bob", R"({"crew_id":"bob","level":1e126})", {}};
  EXPECT_THAT(fates(*table, {create("ada"), bad, create("eve")}),
              ElementsAre(WriteFate::done, WriteFate::failed, WriteFate::done));
  EXPECT_EQ(world.west.items.size(), 2u);
}

TEST(DynamoTableWrite, ManyFieldsGoInPartsAndHalfOfThemIsDoubt) {
  for (const bool breaks : {false, true}) {
    TableWorld world;
    world.west.put("ada");
    ItemWrite write{ItemWrite::Kind::update, "ada", {}, {}};
    for (int i = 0; i < 150; ++i) write.fields.push_back({{"f" + std::to_string(i)}, std::nullopt, "1"});
    int updates = 0;
    world.west.before = [&](const std::string& operation, const Json&) -> std::optional<Reply> {
      if (operation != "UpdateItem" || ++updates < 2 || !breaks) return std::nullopt;
      return fault(400, "ValidationException");
    };
    EXPECT_THAT(fates(*world.open("us-west-2"), {write}), ElementsAre(breaks ? WriteFate::unknown : WriteFate::done));
    EXPECT_EQ(updates, 2);
    EXPECT_EQ(world.west.items["ada"].contains("f149"), !breaks);
  }
}

}  // namespace
}  // namespace jada::test
