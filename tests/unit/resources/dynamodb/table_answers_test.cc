#include "resources/apis/dynamodb/table_answers.h"

#include <gmock/gmock.h>

#include <functional>

namespace jada {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Told = std::vector<std::string>;  // `key=item`

TakeItem into(Told& told) {
  return [&told](PlainItem item) { told.push_back(item.key + "=" + item.json); };
}

TEST(TableFacts, AreReadFromDescribeTable) {
  const auto facts = table_facts(R"({"Table":{"TableStatus":"ACTIVE","TableName":"crew",
    "KeySchema":[{"AttributeName":"crew_id","KeyType":"HASH"},{"AttributeName":"day","KeyType":"RANGE"}],
    "AttributeDefinitions":[{"AttributeName":"day","AttributeType":"N"},{"AttributeName":"crew_id","AttributeType":"S"}],
    "Replicas":[{"RegionName":"us-west-2","ReplicaStatus":"ACTIVE"},{"RegionName":"eu-west-1"}]}})");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->status, "ACTIVE");
  EXPECT_EQ(facts->hash_key, "crew_id");
  EXPECT_EQ(facts->hash_type, "S");
  EXPECT_EQ(facts->range_key, "day");
  EXPECT_THAT(facts->replicas, ElementsAre("us-west-2", "eu-west-1"));
}

TEST(TableFacts, StayEmptyWhereNothingIsSaid) {
  for (const char* body :
       {R"({"Table":{}})", R"({"Table":1})", R"({"Table":{"KeySchema":1,"AttributeDefinitions":{}}})",
        R"({"Table":{"KeySchema":[],"Replicas":null,"TableStatus":7}})"}) {
    const auto facts = table_facts(body);
    ASSERT_TRUE(facts) << body;
    EXPECT_EQ(facts->status + facts->hash_key + facts->hash_type + facts->range_key, "") << body;
    EXPECT_THAT(facts->replicas, IsEmpty()) << body;
  }
  EXPECT_EQ(table_facts("{}").error().code, Code::unavailable);
}

TEST(ScanPage, TellsItsItemsAndWhereTheNextBegins) {
  struct Case {
    const char* name;
    std::string body;
    std::string next;
    Told items;
  };
  const Case cases[] = {
      {"last",
       R"({"Items":[{"id":{"S":"a"},"n":{"N":"1"}},{"id":{"S":"b"}}],"Count":2,"ScannedCount":2})",
       "",
       {R"(a={"id":"a","n":1})", R"(b={"id":"b"})"}},
      {"one of several",
       R"({"Count":1,"LastEvaluatedKey":{"id":{"S":"a\""}},"Items":[{"id":{"S":"a\""}}]})",
       R"({"id":{"S":"a\""}})",
       {R"(a"={"id":"a\""})"}},
      {"empty with more to come", R"({"Items":[],"LastEvaluatedKey":{"id":{"S":"z"}}})", R"({"id":{"S":"z"}})", {}},
      {"no further key", R"({"Items":[],"LastEvaluatedKey":null})", "", {}},
      {"with what it consumed", R"({"ConsumedCapacity":{"CapacityUnits":0.5},"Items":[]})", "", {}},
  };
  for (const auto& [name, body, next, items] : cases) {
    Told told;
    const auto page = scan_page(body, "id", into(told));
    ASSERT_TRUE(page) << name;
    EXPECT_EQ(*page, next) << name;
    EXPECT_EQ(told, items) << name;
  }
}

TEST(ReadItems, TellsWhatCameAndWhatWasNotLookedUp) {
  struct Case {
    const char* name;
    std::string body;
    Told items;
    Told left;
  };
  const Case cases[] = {
      {"all", R"({"Responses":{"crew":[{"id":{"S":"a"}}]},"UnprocessedKeys":{}})", {R"(a={"id":"a"})"}, {}},
      {"none", R"({"Responses":{"crew":[]},"UnprocessedKeys":{}})", {}, {}},
      {"no table", R"({"Responses":{},"UnprocessedKeys":{}})", {}, {}},
      {"some left",
       R"({"UnprocessedKeys":{"crew":{"ConsistentRead":true,"Keys":[{"id":{"S":"b"}},{"id":{"S":"c"}}],
           "ExpressionAttributeNames":{"#k":"id"}}},"Responses":{"crew":[{"id":{"S":"a"}}]}})",
       {R"(a={"id":"a"})"},
       {"b", "c"}},
      {"nothing said of the rest", R"({"Responses":{"crew":[{"id":{"S":"a"}}]}})", {R"(a={"id":"a"})"}, {}},
  };
  for (const auto& [name, body, items, left] : cases) {
    Told told;
    const auto rest = read_items(body, "id", into(told));
    ASSERT_TRUE(rest) << name;
    EXPECT_EQ(told, items) << name;
    EXPECT_EQ(*rest, left) << name;
  }
}

TEST(UnprocessedPuts, AreToldByTheirKeys) {
  EXPECT_THAT(*unprocessed_puts(R"({"UnprocessedItems":{}})", "id"), IsEmpty());
  EXPECT_THAT(*unprocessed_puts(
                  R"({"UnprocessedItems":{"crew":[{"PutRequest":{"Item":{"n":{"N":"1"},"id":{"S":"b"}}}},
                      {"PutRequest":{"Item":{"id":{"S":"a"}}}}]}})",
                  "id"),
              ElementsAre("b", "a"));
}

using Read = std::function<bool(std::string_view)>;

std::pair<const char*, Read> readers[] = {
    {"Scan", [](std::string_view body) { return scan_page(body, "id", [](const PlainItem&) {}).has_value(); }},
    {"BatchGetItem", [](std::string_view body) { return read_items(body, "id", [](const PlainItem&) {}).has_value(); }},
    {"BatchWriteItem", [](std::string_view body) { return unprocessed_puts(body, "id").has_value(); }},
    {"DescribeTable", [](std::string_view body) { return table_facts(body).has_value(); }},
};

TEST(TableAnswers, WhatIsNoAnswerIsAnError) {
  for (const auto& [operation, read] : readers) {
    for (const char* body : {"", "null", "[]", "{}", "{", "<html>", "\"Items\"", R"({"message":"no"})"})
      EXPECT_FALSE(read(body)) << operation << ": " << body;
  }
  for (const char* body : {R"({"Items":{}})", R"({"Items":null})", R"({"Items":[1]})", R"({"Items":[{"a":1}]})",
                           R"({"Items":[]}x)", R"({"Items":[],})", R"({"Items":[]"Count":1})"})
    EXPECT_FALSE(readers[0].second(body)) << body;
  for (const char* body : {R"({"Responses":[]})", R"({"Responses":{"crew":{}}})", R"({"Responses":{"crew":[{"a":1}]}})",
                           R"({"Responses":{},"UnprocessedKeys":[]})",
                           R"({"Responses":{},"UnprocessedKeys":{"crew":{"Keys":{}}}})", R"({"UnprocessedKeys":{}})"})
    EXPECT_FALSE(readers[1].second(body)) << body;
  for (const char* body : {R"({"UnprocessedItems":{"crew":[1]}})", R"({"UnprocessedItems":{"crew":1}})",
                           R"({"UnprocessedItems":"crew"})", R"({"UnprocessedItems":{"crew":[{"PutRequest":1}]}})",
                           R"({"UnprocessedItems":{"crew":[{"PutRequest":{"Item":1}}]}})",
                           R"({"UnprocessedItems":{"crew":[{"PutRequest":{"Item":{"id":"a"}}}]}})",
                           R"({"UnprocessedItems":{"crew":[{"DeleteRequest":{"Key":{"id":{"S":"a"}}}}]}})"})
    EXPECT_FALSE(readers[2].second(body)) << body;
}

TEST(TableAnswers, EveryCutIsAnError) {
  const std::string bodies[] = {
      R"({"Items":[{"id":{"S":"a"},"m":{"M":{"x":{"N":"1"}}}}],"Count":1,"LastEvaluatedKey":{"id":{"S":"a"}}})",
      R"({"Responses":{"crew":[{"id":{"S":"a"}}]},"UnprocessedKeys":{"crew":{"Keys":[{"id":{"S":"b"}}]}}})",
      R"({"UnprocessedItems":{"crew":[{"PutRequest":{"Item":{"id":{"S":"a"}}}}]}})",
      R"({"Table":{"TableStatus":"ACTIVE"}})",
  };
  for (std::size_t i = 0; i < std::size(bodies); ++i) {
    EXPECT_TRUE(readers[i].second(bodies[i])) << readers[i].first;
    for (std::size_t end = 0; end < bodies[i].size(); ++end)
      EXPECT_FALSE(readers[i].second(std::string(bodies[i], 0, end))) << readers[i].first << " cut at " << end;
  }
}

}  // namespace
}  // namespace jada
