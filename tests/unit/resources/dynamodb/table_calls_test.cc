#include "resources/apis/dynamodb/table_calls.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <vector>

#include "engine/base/json.h"
#include "resources/apis/dynamodb/expression.h"

namespace jada {
namespace {

using testing::HasSubstr;

const TableCalls kCalls("crew", "crew_id", false);

Json body_of(const Result<TableCall>& call) {
  if (!call) return "refused: " + call.error().message;
  const auto body = parse_json(call->body);
  return body ? *body : Json("no JSON: " + call->body);
}

Json from(const char* text) { return *parse_json(text); }

ItemWrite update(std::vector<FieldWrite> fields) { return {ItemWrite::Kind::update, "ada", {}, std::move(fields)}; }

std::vector<FieldWrite> many_fields(std::size_t count) {
  std::vector<FieldWrite> fields;
  for (std::size_t i = 0; i < count; ++i) fields.push_back({{"f" + std::to_string(i)}, "1", "2"});
  return fields;
}

// Every alias that an expression uses is defined, and none besides: DynamoDB refuses both.
void expect_aliases_match(const Json& body) {
  std::set<std::string> used;
  for (const char* name : {"UpdateExpression", "ConditionExpression", "ProjectionExpression"}) {
    const std::string text = body.value(name, "");
    for (std::size_t at = 0; (at = text.find_first_of("#:", at)) != std::string::npos;) {
      const auto end = text.find_first_not_of("0123456789", at + 1);
      used.insert(text.substr(at, end - at));
      at = std::min(end, text.size());
    }
  }
  std::set<std::string> defined;
  for (const char* name : {"ExpressionAttributeNames", "ExpressionAttributeValues"}) {
    if (!body.contains(name)) continue;
    EXPECT_FALSE(body[name].empty()) << body;
    for (const auto& [alias, ignored] : body[name].items()) defined.insert(alias);
  }
  EXPECT_EQ(used, defined) << body;
}

TEST(TableCalls, LooksAreConsistent) {
  EXPECT_EQ(kCalls.describe().operation, "DescribeTable");
  EXPECT_EQ(body_of(kCalls.describe()), from(R"json({"TableName":"crew"})json"));
  EXPECT_EQ(kCalls.scan(2, 4, "").operation, "Scan");
  EXPECT_EQ(body_of(kCalls.scan(2, 4, "")),
            from(R"json({"TableName":"crew","ConsistentRead":true,"Segment":2,"TotalSegments":4})json"));
  EXPECT_EQ(body_of(kCalls.scan(0, 1, R"({"crew_id":{"S":"a"}})"))["ExclusiveStartKey"],
            from(R"json({"crew_id":{"S":"a"}})json"));
  const std::vector<std::string> keys{"a\"", "b"};
  EXPECT_EQ(kCalls.read(keys, false).operation, "BatchGetItem");
  EXPECT_EQ(body_of(kCalls.read(keys, false)), from(R"json({"RequestItems":{"crew":{"ConsistentRead":true,
                     "Keys":[{"crew_id":{"S":"a\""}},{"crew_id":{"S":"b"}}]}}})json"));
  EXPECT_EQ(body_of(kCalls.read(keys, true))["RequestItems"]["crew"]["ProjectionExpression"], "#k");
  EXPECT_EQ(body_of(kCalls.read(keys, true))["RequestItems"]["crew"]["ExpressionAttributeNames"],
            from(R"json({"#k":"crew_id"})json"));
}

TEST(TableCalls, CapacityIsAskedForOnlyWhereItIsLimited) {
  const TableCalls limited("crew", "crew_id", true);
  const std::vector<std::string> keys{"a"};
  const ItemWrite create{ItemWrite::Kind::create, "a", R"({"crew_id":"a"})", {}};
  const std::vector<const ItemWrite*> creates{&create};
  for (const auto& [calls, told] : {std::pair(&limited, true), {&kCalls, false}}) {
    EXPECT_EQ(body_of(calls->scan(0, 1, "")).contains("ReturnConsumedCapacity"), told);
    EXPECT_EQ(body_of(calls->read(keys, false)).contains("ReturnConsumedCapacity"), told);
    EXPECT_EQ(body_of(calls->put_all(creates)).contains("ReturnConsumedCapacity"), told);
    EXPECT_EQ(body_of(calls->write(create, 0)).contains("ReturnConsumedCapacity"), told);
    EXPECT_EQ(body_of(calls->write(update({}), 0)).contains("ReturnConsumedCapacity"), told);
    EXPECT_FALSE(body_of(calls->describe()).contains("ReturnConsumedCapacity"));
  }
}

TEST(TableCalls, ACreateSetsWhatIsDeclaredWhereThereIsNothing) {
  const auto call =
      kCalls.write({ItemWrite::Kind::create, "ada", R"({"crew_id":"ada","level":2,"name":"Ada"})", {}}, 0);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->operation, "UpdateItem");
  EXPECT_EQ(body_of(call), from(R"json({"TableName":"crew","Key":{"crew_id":{"S":"ada"}},
    "UpdateExpression":"SET #1=:0,#2=:1","ConditionExpression":"attribute_not_exists(#0)",
    "ExpressionAttributeNames":{"#0":"crew_id","#1":"level","#2":"name"},
    "ExpressionAttributeValues":{
    ":0" : {"N" : "2"}, ":1" : { "S" : "Ada" }}
})json"));
  expect_aliases_match(body_of(call));
}

TEST(TableCalls, AnItemOfItsKeyAloneIsMadeToo) {
  const Json body = body_of(kCalls.write({ItemWrite::Kind::create, "ada", R"({"crew_id":"ada"})", {}}, 0));
  EXPECT_FALSE(body.contains("UpdateExpression"));
  EXPECT_EQ(body["ConditionExpression"], "attribute_not_exists(#0)");
  expect_aliases_match(body);
}

TEST(TableCalls, ManyAttributesAreMadeByPutItem) {
  Json item = {{"crew_id", "ada"}};
  for (int i = 0; i < 99; ++i) item["f" + std::to_string(i)] = i;
  EXPECT_EQ(kCalls.write({ItemWrite::Kind::create, "ada", canonical(item), {}}, 0)->operation, "UpdateItem");
  item["one_more"] = true;
  const auto call = kCalls.write({ItemWrite::Kind::create, "ada", canonical(item), {}}, 0);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->operation, "PutItem");
  const Json body = body_of(call);
  EXPECT_EQ(body["Item"].size(), 101u);
  EXPECT_EQ(body["Item"]["f7"], from(R"json({"N":"7"})json"));
  EXPECT_EQ(body["ConditionExpression"], "attribute_not_exists(#0)");
  EXPECT_FALSE(body.contains("UpdateExpression"));
  expect_aliases_match(body);
}

TEST(TableCalls, AnUpdateNamesOnlyWhatIsApartAndOnlyAsItWasRead) {
  const auto call = kCalls.write(update({{{"role"}, "\"mate\"", "\"captain\""}, {{"level"}, std::nullopt, "3"}}), 0);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->operation, "UpdateItem");
  EXPECT_EQ(body_of(call), from(R"json({"TableName":"crew","Key":{"crew_id":{"S":"ada"}},
    "UpdateExpression":"SET #1=:1,#2=:2",
    "ConditionExpression":"attribute_exists(#0) AND #1=:0 AND attribute_not_exists(#2)",
    "ExpressionAttributeNames":{"#0":"crew_id","#1":"role","#2":"level"},
    "ExpressionAttributeValues":{
    ":0" : {"S" : "mate"}, ":1" : {"S" : "captain"}, ":2" : { "N" : "3" }}
})json"));
  expect_aliases_match(body_of(call));
}

TEST(TableCalls, FieldsInsideMapsNeedTheirMaps) {
  const auto call = kCalls.write(update({{{"address", "city"}, "\"Oslo\"", "\"Bergen\""},
                                         {{"address", "geo", "lat"}, std::nullopt, "60.4"},
                                         {{"address", "geo", "city"}, "1", "2"}}),
                                 0);
  const Json body = body_of(call);
  EXPECT_EQ(body["UpdateExpression"], "SET #1.#2=:2,#1.#3.#4=:4,#1.#3.#2=:6");
  EXPECT_EQ(body["ConditionExpression"],
            "attribute_exists(#0) AND attribute_type(#1,:0) AND #1.#2=:1 AND attribute_type(#1.#3,:3) AND "
            "attribute_not_exists(#1.#3.#4) AND #1.#3.#2=:5");
  EXPECT_EQ(body["ExpressionAttributeNames"],
            from(R"json({"#0":"crew_id","#1":"address","#2":"city","#3":"geo","#4":"lat"})json"));
  EXPECT_EQ(body["ExpressionAttributeValues"][":0"], from(R"json({"S":"M"})json"));
  EXPECT_EQ(body["ExpressionAttributeValues"][":3"], from(R"json({"S":"M"})json"));
  expect_aliases_match(body);
}

TEST(TableCalls, NamesWithDotsAndQuotesAreOneName) {
  const Json body = body_of(kCalls.write(update({{{"a.b", "c\"#:"}, "1", "2"}}), 0));
  EXPECT_EQ(body["UpdateExpression"], "SET #1.#2=:2");
  EXPECT_EQ(body["ExpressionAttributeNames"], from(R"json({"#0":"crew_id","#1":"a.b","#2":"c\"#:"})json"));
}

TEST(TableCalls, ManyFieldsAreWrittenInParts) {
  const std::pair<std::size_t, std::size_t> cases[] = {{0, 1}, {1, 1}, {100, 1}, {101, 2}, {200, 2}, {250, 3}};
  for (const auto& [fields, parts] : cases) {
    const ItemWrite write = update(many_fields(fields));
    ASSERT_EQ(TableCalls::parts(write), parts) << fields;
    std::set<std::string> named;
    for (std::size_t part = 0; part < parts; ++part) {
      const Json body = body_of(kCalls.write(write, part));
      expect_aliases_match(body);
      EXPECT_THAT(body["ConditionExpression"].get<std::string>(), HasSubstr("attribute_exists(#0)"));
      EXPECT_LE(body["ConditionExpression"].get<std::string>().size(), 4096u);
      for (const auto& [alias, name] : body["ExpressionAttributeNames"].items()) {
        if (name != "crew_id") {
          EXPECT_TRUE(named.insert(name).second) << name;
        }
      }
    }
    EXPECT_EQ(named.size(), fields);
  }
  EXPECT_EQ(TableCalls::parts({ItemWrite::Kind::create, "ada", "{}", {}}), 1u);
  EXPECT_EQ(TableCalls::parts({ItemWrite::Kind::remove, "ada", "", many_fields(250)}), 1u);
}

TEST(TableCalls, FieldsDeepInsideKeepWithinAnExpressionToo) {
  for (const std::size_t depth : {1u, 2u, 3u, 5u}) {
    std::vector<FieldWrite> fields;
    for (std::size_t i = 0; i < 150; ++i) {
      std::vector<std::string> path;
      for (std::size_t level = 0; level < depth; ++level)
        path.push_back("p" + std::to_string(level) + "_" + std::to_string(i));
      fields.push_back({path, std::nullopt, "1"});
    }
    const ItemWrite write = update(std::move(fields));
    std::size_t sets = 0;
    for (std::size_t part = 0; part < TableCalls::parts(write); ++part) {
      const Json body = body_of(kCalls.write(write, part));
      const std::string condition = body["ConditionExpression"];
      EXPECT_LE(condition.size(), 4096u) << depth;
      EXPECT_LE(std::ranges::count(condition, ' ') / 2 + std::ranges::count(condition, '('), 300) << depth;
      sets += static_cast<std::size_t>(std::ranges::count(body["UpdateExpression"].get<std::string>(), '='));
      expect_aliases_match(body);
    }
    EXPECT_EQ(sets, 150u) << depth;
  }
}

TEST(TableCalls, ADeleteHappensOnlyToWhatWasRead) {
  const auto call =
      kCalls.write({ItemWrite::Kind::remove, "ada", "", {{{"level"}, "2", ""}, {{"m", "x"}, "true", ""}}}, 0);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->operation, "DeleteItem");
  EXPECT_EQ(body_of(call), from(R"json({"TableName":"crew","Key":{"crew_id":{"S":"ada"}},
    "ConditionExpression":"attribute_exists(#0) AND #1=:0 AND attribute_type(#2,:1) AND #2.#3=:2",
    "ExpressionAttributeNames":{"#0":"crew_id","#1":"level","#2":"m","#3":"x"},
    "ExpressionAttributeValues":{":0":{"N":"2"},":1":{"S":"M"},":2":{"BOOL":true}}})json"));
  expect_aliases_match(body_of(call));
  EXPECT_THAT(body_of(kCalls.write({ItemWrite::Kind::remove, "ada", "", many_fields(101)}, 0)).get<std::string>(),
              HasSubstr("refused: DynamoDB cannot be asked"));
}

TEST(TableCalls, BatchesPutWholeItems) {
  const ItemWrite a{ItemWrite::Kind::create, "a", R"({"crew_id":"a","level":1})", {}};
  const ItemWrite b{ItemWrite::Kind::create, "b", R"({"crew_id":"b"})", {}};
  const std::vector<const ItemWrite*> both{&a, &b};
  const auto call = kCalls.put_all(both);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->operation, "BatchWriteItem");
  EXPECT_EQ(body_of(call), from(R"json({"RequestItems":{"crew":[
    {"PutRequest":{"Item":{"crew_id":{"S":"a"},"level":{"N":"1"}}}},{"PutRequest":{"Item":{"crew_id":{"S":"b"}}}}]}})json"));
}

TEST(TableCalls, AValueThatCannotBeKeptIsRefusedBeforeItIsSent) {
  const ItemWrite bad{ItemWrite::Kind::create, "a", R"({"crew_id":"a","level":1e126})", {}};
  const std::vector<const ItemWrite*> one{&bad};
  for (const auto& call :
       {kCalls.write(bad, 0), kCalls.put_all(one), kCalls.write(update({{{"a"}, "1", R"(["$ss"])"}}), 0),
        kCalls.write(update({{{"a"}, R"(["$ss"])", "1"}}), 0)}) {
    ASSERT_FALSE(call);
    EXPECT_EQ(call.error().code, Code::invalid);
  }
  EXPECT_FALSE(kCalls.write({ItemWrite::Kind::create, "a", "no JSON", {}}, 0));
}

TEST(Expression, IsEmptyAsLongAsNothingIsAskedOfIt) {
  EXPECT_EQ(Expression().members().value(), "");
  Expression expression;
  EXPECT_EQ(expression.name("a"), "#0");
  EXPECT_EQ(expression.name("b"), "#1");
  EXPECT_EQ(expression.name("a"), "#0");
  EXPECT_EQ(expression.value("1"), ":0");
  EXPECT_EQ(expression.value("1"), ":1");
}

}  // namespace
}  // namespace jada
