#include <gmock/gmock.h>

#include <functional>

#include "tests/unit/resources/dynamodb/table_writes.h"

namespace jada::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using Reply = FakeHttp::Reply;
using Maybe = std::optional<std::string>;

TEST(DynamoTableScan, VisitsEveryItemOfEveryPageInTheOrderOfTheKeys) {
  for (const std::size_t page : {1u, 3u, 1000u}) {
    TableWorld world;
    world.west.page = page;
    for (int i = 0; i < 41; ++i) world.west.put(key_of(i));
    world.west.put("\xc3\xa9");
    world.west.put("A");
    const Scanned seen = scan(*world.open("us-west-2"));
    EXPECT_EQ(seen.error, "");
    ASSERT_THAT(seen.keys, SizeIs(43));
    EXPECT_TRUE(std::ranges::is_sorted(seen.keys));
    EXPECT_EQ(seen.items.front(), R"({"crew_id":"A","role":"mate"})");
    EXPECT_EQ(seen.keys.back(), "\xc3\xa9");
  }
}

TEST(DynamoTableScan, HalfAScanIsNone) {
  TableWorld world;
  for (int i = 0; i < 40; ++i) world.west.put(key_of(i));
  world.west.page = 2;
  int scans = 0;
  world.west.before = [&](const std::string& operation, const Json&) -> std::optional<Reply> {
    if (operation != "Scan" || ++scans < 7) return std::nullopt;
    return fault(400, "AccessDeniedException", "not any more");
  };
  const Scanned seen = scan(*world.open("us-west-2"));
  EXPECT_THAT(seen.error,
              AllOf(HasSubstr("region.us-west-2: Scan of table `crew`: AccessDeniedException: not any more"),
                    HasSubstr("asked with")));
  EXPECT_THAT(seen.keys, SizeIs(0));
}

TEST(DynamoTableScan, WhatIsNoAnswerIsToldAndNotTakenForAnEmptyTable) {
  TableWorld world;
  at_first(world.west, "Scan", 1, [] { return body(200, "<html>"); });
  EXPECT_THAT(scan(*world.open("us-west-2")).error, HasSubstr("no answer to Scan"));
}

TEST(DynamoTableFacts, ATableThatDoesNotFitIsToldBeforeAnythingElse) {
  struct Case {
    const char* name;
    const char* describe;
    Code code;
    const char* says;
  };
  const Case cases[] = {
      {"other key", R"({"TableStatus":"ACTIVE","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
         "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]})",
       Code::denied, "has the key `id` (S)"},
      {"number", R"({"TableStatus":"ACTIVE","KeySchema":[{"AttributeName":"crew_id","KeyType":"HASH"}],
         "AttributeDefinitions":[{"AttributeName":"crew_id","AttributeType":"N"}]})",
       Code::denied, "`crew_id` (N)"},
      {"sort key", R"({"TableStatus":"ACTIVE",
         "KeySchema":[{"AttributeName":"crew_id","KeyType":"HASH"},{"AttributeName":"day","KeyType":"RANGE"}],
         "AttributeDefinitions":[{"AttributeName":"crew_id","AttributeType":"S"}]})",
       Code::denied, "sort key `day`"},
      {"being made", R"({"TableStatus":"CREATING","KeySchema":[{"AttributeName":"crew_id","KeyType":"HASH"}],
         "AttributeDefinitions":[{"AttributeName":"crew_id","AttributeType":"S"}]})",
       Code::unavailable, "is CREATING"},
  };
  for (const auto& [name, describe, code, says] : cases) {
    TableWorld world;
    world.west.describe = *parse_json(describe);
    const auto table = world.open("us-west-2");
    const auto scanned = table->scan([](std::string_view, std::string_view) {});
    const auto written = table->write(std::vector{create("ada")});
    ASSERT_FALSE(scanned) << name;
    ASSERT_FALSE(written) << name;
    EXPECT_EQ(scanned.error().code, code) << name;
    EXPECT_THAT(scanned.error().message, AllOf(HasSubstr("region.us-west-2"), HasSubstr(says))) << name;
    EXPECT_EQ(written.error().message, scanned.error().message) << name;
    EXPECT_EQ(world.west.asked["Scan"] + world.west.asked["UpdateItem"], 0) << name;
  }
}

TEST(DynamoTableFacts, ATableThatIsNotThereIsToldWithTheCommandThatMakesIt) {
  TableWorld world;
  at_first(world.west, "DescribeTable", 1, [] { return fault(400, "ResourceNotFoundException"); });
  const auto done = world.open("us-west-2")->scan([](std::string_view, std::string_view) {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::denied);
  EXPECT_THAT(done.error().message, HasSubstr("aws dynamodb create-table --table-name crew --region us-west-2"));
}

TEST(DynamoTableFacts, AreAskedForOnceAMinute) {
  TableWorld world;
  const auto table = world.open("us-west-2");
  for (int i = 0; i < 5; ++i) scan(*table);
  EXPECT_EQ(world.west.asked["DescribeTable"], 1);
  world.clock.time += 61s;
  scan(*table);
  EXPECT_EQ(world.west.asked["DescribeTable"], 2);
}

TEST(DynamoTableRead, ReturnsItemsInTheOrderOfTheKeysAskedFor) {
  TableWorld world;
  world.west.put("ada", "captain");
  world.west.put("bob");
  const std::vector<std::string> keys{"bob", "nobody", "ada"};
  const auto items = world.open("us-west-2")->read(keys);
  ASSERT_TRUE(items);
  EXPECT_THAT(*items, ElementsAre(Maybe(R"({"crew_id":"bob","role":"mate"})"), std::nullopt,
                                  Maybe(R"({"crew_id":"ada","role":"captain"})")));
}

TEST(DynamoTableRead, AsksForAHundredAtATime) {
  TableWorld world;
  std::vector<std::string> keys;
  for (int i = 0; i < 250; ++i) {
    keys.push_back(key_of(i));
    if (i % 2 == 0) world.west.put(keys.back());
  }
  std::vector<std::size_t> sizes;
  world.west.before = [&](const std::string&, const Json& request) -> std::optional<Reply> {
    sizes.push_back(request["RequestItems"]["crew"]["Keys"].size());
    return std::nullopt;
  };
  const auto items = world.open("us-west-2")->read(keys);
  ASSERT_TRUE(items);
  EXPECT_THAT(sizes, ElementsAre(100, 100, 50));
  for (std::size_t i = 0; i < 250; ++i) EXPECT_EQ((*items)[i].has_value(), i % 2 == 0) << i;
  EXPECT_TRUE(world.open("us-west-2")->read({})->empty());
}

TEST(DynamoTableRead, KeysThatCameBackUnreadAreAskedForAgain) {
  TableWorld world;
  for (int i = 0; i < 10; ++i) world.west.put(key_of(i));
  std::vector<std::string> keys;
  for (int i = 0; i < 10; ++i) keys.push_back(key_of(i));
  std::vector<std::size_t> sizes;
  world.west.before = [&](const std::string&, const Json& request) -> std::optional<Reply> {
    const Json& asked = request["RequestItems"]["crew"]["Keys"];
    sizes.push_back(asked.size());
    if (sizes.size() > 2) return std::nullopt;
    Json left = Json::array();
    for (std::size_t i = 1; i < asked.size(); ++i) left.push_back(asked[i]);
    const Json found = Json::array({world.west.items.at(asked[0]["crew_id"]["S"].get<std::string>())});
    return body(200, Json{{"Responses", {{"crew", found}}}, {"UnprocessedKeys", {{"crew", {{"Keys", left}}}}}}.dump());
  };
  const auto items = world.open("us-west-2")->read(keys);
  ASSERT_TRUE(items);
  EXPECT_THAT(*items, Each(testing::Ne(std::nullopt)));
  EXPECT_THAT(sizes, ElementsAre(10, 9, 8));
}

TEST(DynamoTableRead, KeysThatStayUnreadAreAnError) {
  TableWorld world;
  world.west.before = [&](const std::string&, const Json& request) -> std::optional<Reply> {
    return body(200, Json{{"Responses", Json::object()}, {"UnprocessedKeys", request["RequestItems"]}}.dump());
  };
  const auto items = world.open("us-west-2")->read(std::vector<std::string>{"ada"});
  ASSERT_FALSE(items);
  EXPECT_EQ(items.error().code, Code::unavailable);
  EXPECT_THAT(items.error().message, HasSubstr("unread for a minute"));
}

TEST(DynamoTableUnfit, SaysWhyAnItemCannotBeKept) {
  TableWorld world;
  const auto table = world.open("us-west-2");
  const std::string large(399 * 1024, 'x');
  struct Case {
    const char* name;
    std::string key;
    std::string item;
    std::string wanted;
    std::string why;  // part of it; empty: it fits
  };
  const Case cases[] = {
      {"plain", "ada", "", R"({"level":1})", ""},
      {"empty key", "", "", "{}", "empty key"},
      {"longest key", std::string(2048, 'k'), "", "{}", ""},
      {"longer key", std::string(2049, 'k'), "", "{}", "2049 bytes, DynamoDB takes 2048"},
      {"number", "ada", "", R"({"level":1e126})", "beyond"},
      {"empty set", "ada", "", R"({"a":["$ss"]})", "a set is empty"},
      {"large", "ada", "", R"({"a":")" + large + "\"}", ""},
      {"too large", "ada", "", R"({"a":")" + large + R"(","b":")" + std::string(1024, 'x') + "\"}", "would have"},
      {"too large with what others keep", "ada", R"({"theirs":")" + large + "\"}",
       R"({"ours":")" + std::string(1100, 'x') + "\"}", "would have"},
      {"large in place of large", "ada", R"({"a":")" + large + "\"}", R"({"a":")" + large + "\"}", ""},
      {"large in place of large, in a map", "ada", R"({"m":{"a":")" + large + R"(","b":1}})",
       R"({"m":{"a":")" + large + "\"}}", ""},
  };
  for (const auto& [name, key, item, wanted, why] : cases) {
    const std::string told = table->unfit(key, item, wanted);
    EXPECT_EQ(told.empty(), why.empty()) << name << ": " << told;
    EXPECT_THAT(told, HasSubstr(why)) << name;
  }
}

TEST(DynamoTableUnfit, TheLastByteCounts) {
  TableWorld world;
  const auto table = world.open("us-west-2");
  const auto wanted = [](std::size_t size) { return R"({"a":")" + std::string(size, 'x') + "\"}"; };
  const std::size_t room = 400 * 1024 - std::string(
                                            "crew_id"
                                            "ada"
                                            "a")
                                            .size();
  EXPECT_EQ(table->unfit("ada", "", wanted(room)), "");
  EXPECT_THAT(table->unfit("ada", "", wanted(room + 1)), HasSubstr("409601 bytes, DynamoDB takes 409600"));
}

TEST(DynamoRegions, LooksWithoutARightToLook) {
  struct Case {
    const char* name;
    std::function<Reply()> reply;
    std::string says;
    bool is_present;
  };
  const Case cases[] = {
      {"well", [] { return body(200, "healthy: dynamodb"); },
       "DynamoDB at dynamodb.us-west-2.amazonaws.com, asked with", true},
      {"refuses", [] { return body(403, ""); }, "DynamoDB at", true},
      {"unwell", [] { return body(503, ""); }, "dynamodb.us-west-2.amazonaws.com: it answered 503", false},
      {"silent", [] { return timeout(); }, "no connection within 1s", false},
  };
  for (const auto& [name, reply, says, is_present] : cases) {
    TableWorld world;
    world.routes["GET " + kDynamo] = [&reply = reply](const Asked& one) {
      EXPECT_EQ(one.authorization, "");
      return reply();
    };
    const auto seen = world.regions.look(TableWorld::settings("us-west-2"));
    EXPECT_EQ(seen.present(), is_present) << name;
    EXPECT_THAT(is_present ? seen.value() : seen.trouble().message, HasSubstr(says)) << name;
  }
}

TEST(DynamoRegions, OneMomentsTroubleIsNotWhatIsAskedAbout) {
  TableWorld world;
  int asked = 0;
  world.routes["GET " + kDynamo] = [&](const Asked&) -> Reply {
    if (++asked < 3) return body(500, "");
    return body(200, "healthy");
  };
  EXPECT_TRUE(world.regions.look(TableWorld::settings("us-west-2")).present());
  EXPECT_EQ(asked, 3);
}

TEST(DynamoTable, WithoutKeysPointsToWhoSaysMore) {
  TableWorld world;
  world.secrets.variables.clear();
  const auto done = world.open("us-west-2")->scan([](std::string_view, std::string_view) {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::denied);
  EXPECT_EQ(done.error().message, "region.us-west-2: no credentials; `explain region.us-west-2` says where was looked");
}

TEST(DynamoRegions, AnEditedBlockIsAnotherPlace) {
  TableWorld world;
  RegionSettings settings = TableWorld::settings("us-west-2");
  settings.dynamo.endpoint = "http://127.0.0.1:8000";
  int asked = 0;
  world.routes["POST http://127.0.0.1:8000/"] = [&](const Asked&) {
    ++asked;
    return fault(400, "AccessDeniedException");
  };
  scan(*world.open("us-west-2"));
  EXPECT_EQ(asked, 0);
  scan(**world.regions.open(settings, {"crew", "crew_id", {settings}}));
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace jada::test
