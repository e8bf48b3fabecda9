#include "resources/apis/dynamodb/item_values.h"

#include <gmock/gmock.h>

#include <vector>

#include "engine/base/json.h"

namespace jada {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string written(const std::string& plain) {
  std::string out;
  const auto done = append_value(out, plain);
  return done ? out : "refused: " + done.error().message;
}

// What the plain form of an item of one attribute says about it.
std::string read(const std::string& dynamo) {
  const auto item = plain_item("{\"a\":" + dynamo + "}", "id");
  if (!item) return "unsound";
  return item->json.substr(5, item->json.size() - 6);
}

struct Spelling {
  const char* name;
  std::string plain;
  std::string dynamo;
};

std::vector<Spelling> spellings() {
  return {
      {"text", R"("Ada")", R"({"S":"Ada"})"},
      {"empty text", R"("")", R"({"S":""})"},
      {"text with escapes", R"("a\"b\\\n\u0001")", R"({"S":"a\"b\\\n\u0001"})"},
      {"text beyond ASCII", "\"h\xc3\xb6he\"", "{\"S\":\"h\xc3\xb6he\"}"},
      {"text that looks like a set", R"("$ss")", R"({"S":"$ss"})"},
      {"integer", "1", R"({"N":"1"})"},
      {"zero", "0", R"({"N":"0"})"},
      {"negative", "-12", R"({"N":"-12"})"},
      {"the largest integer", "18446744073709551615", R"({"N":"18446744073709551615"})"},
      {"fraction", "1.5", R"({"N":"1.5"})"},
      {"small", "1e-130", R"({"N":"1E-130"})"},
      {"far", "9.99e+125", R"({"N":"9.99E125"})"},
      {"17 digits", "0.30000000000000004", R"({"N":"0.30000000000000004"})"},
      {"a number of 38 digits", R"(["$n","12345678901234567890123456789012345678"])",
       R"({"N":"12345678901234567890123456789012345678"})"},
      {"a number between doubles", R"(["$n","0.1000000000000000055511151231257827"])",
       R"({"N":"0.1000000000000000055511151231257827"})"},
      {"true", "true", R"({"BOOL":true})"},
      {"false", "false", R"({"BOOL":false})"},
      {"null", "null", R"({"NULL":true})"},
      {"bytes", R"(["$b","aGk="])", R"({"B":"aGk="})"},
      {"no bytes", R"(["$b",""])", R"({"B":""})"},
      {"empty list", "[]", R"({"L":[]})"},
      {"list", R"([1,"two",[true]])", R"({"L":[{"N":"1"},{"S":"two"},{"L":[{"BOOL":true}]}]})"},
      {"list that begins like a set", R"(["$$ss","a"])", R"({"L":[{"S":"$ss"},{"S":"a"}]})"},
      {"list that begins with two", R"(["$$$ss"])", R"({"L":[{"S":"$$ss"}]})"},
      {"list with a dollar further on", R"(["a","$ss"])", R"({"L":[{"S":"a"},{"S":"$ss"}]})"},
      {"list that begins with a list like a set", R"([["$$n"],"$n"])", R"({"L":[{"L":[{"S":"$n"}]},{"S":"$n"}]})"},
      {"set of texts", R"(["$ss","a","b"])", R"({"SS":["a","b"]})"},
      {"set of numbers", R"(["$ns","-1","1.5"])", R"({"NS":["-1","1.5"]})"},
      {"set of bytes", R"(["$bs","aGk=","aGo="])", R"({"BS":["aGk=","aGo="]})"},
      {"empty map", "{}", R"({"M":{}})"},
      {"map", R"({"a":{"b":1},"c":["$b","aGk="]})", R"({"M":{"a":{"M":{"b":{"N":"1"}}},"c":{"B":"aGk="}}})"},
      {"map that is no type", R"({"S":"x"})", R"({"M":{"S":{"S":"x"}}})"},
  };
}

TEST(ItemValues, HaveOneSpellingOnEachSide) {
  for (const auto& [name, plain, dynamo] : spellings()) {
    EXPECT_EQ(written(plain), dynamo) << name;
    EXPECT_EQ(read(dynamo), plain) << name;
    EXPECT_EQ(unfit_item("{\"a\":" + plain + "}"), "") << name;
  }
}

TEST(ItemValues, AreReadWhateverTheSpellingThatComes) {
  const Spelling cases[] = {
      {"trailing zeros", "1.5", R"({"N":"1.50"})"},
      {"an exponent", "1000", R"({"N":"1E+3"})"},
      {"an exponent that is no integer", "0.0015", R"({"N":"1.5e-3"})"},
      {"minus zero", "0", R"({"N":"-0"})"},
      {"leading zeros", "12", R"({"N":"0012"})"},
      {"many digits of a short number", "1", R"({"N":"1.0000000000000000000000"})"},
      {"more digits than DynamoDB keeps", R"(["$n","1.234567890123456789012345678901234567891"])",
       R"({"N":"1.234567890123456789012345678901234567891"})"},
      {"sets sorted", R"(["$ss","a","b","c"])", R"({"SS":["c","a","b"]})"},
      {"sets of numbers sorted by their texts", R"(["$ns","10","2","2.5"])", R"({"NS":["2.50","10","2"]})"},
      {"sets of bytes sorted", R"(["$bs","YQ==","Yg=="])", R"({"BS":["Yg==","YQ=="]})"},
      {"escaped slashes", R"("a/b")", R"({"S":"a\/b"})"},
      {"escaped slashes of bytes", R"(["$b","////"])", R"({"B":"\/\/\/\/"})"},
      {"escaped letters", "\"\xc3\xa9\"", R"({"S":"\u00e9"})"},
      {"blanks", R"([1,{"b":null}])", R"( { "L" : [ { "N" : "1" } , { "M" : { "b" : { "NULL" : true } } } ] } )"},
      {"members out of order", R"({"a":1,"b":2})", R"({"M":{"b":{"N":"2"},"a":{"N":"1"}}})"},
  };
  for (const auto& [name, plain, dynamo] : cases) EXPECT_EQ(read(dynamo), plain) << name;
}

TEST(ItemValues, ItemsAreCanonicalAndTellTheirKey) {
  const auto item = plain_item(
      R"({"name":{"S":"Ada"},"aws:rep:updateregion":{"S":"us-west-2"},"crew_id":{"S":"ada\/1"},"B":{"N":"1"},"m":{"M":{"crew_id":{"S":"no"},"aws:rep:x":{"S":"kept"}}}})",
      "crew_id");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->key, "ada/1");
  EXPECT_EQ(item->json, R"({"B":1,"crew_id":"ada/1","m":{"aws:rep:x":"kept","crew_id":"no"},"name":"Ada"})");
  EXPECT_EQ(item->json, canonical(*parse_json(item->json)));
}

TEST(ItemValues, NamesAreSortedAsTheyReadNotAsTheyAreEscaped) {
  const auto item = plain_item(R"({"a0":{"N":"1"},"a\"":{"N":"2"},"a\u0062":{"N":"3"}})", "a\"");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->json, canonical(*parse_json(item->json)));
  EXPECT_EQ(item->json, R"({"a\"":2,"a0":1,"ab":3})");
}

TEST(ItemValues, TheKeyIsEmptyUnlessItIsAText) {
  EXPECT_EQ(plain_item(R"({"id":{"N":"1"}})", "id")->key, "");
  EXPECT_EQ(plain_item(R"({"a":{"S":"1"}})", "id")->key, "");
  EXPECT_EQ(plain_item("{}", "id")->json, "{}");
}

TEST(ItemValues, WhatIsNoItemIsAnError) {
  for (const char* dynamo : {"",
                             "null",
                             "[]",
                             "1",
                             "\"a\"",
                             "{",
                             "{}x",
                             "{} {}",
                             R"({"a":1})",
                             R"({"a":"b"})",
                             R"({"a":{}})",
                             R"({"a":{"S":1}})",
                             R"({"a":{"S":null}})",
                             R"({"a":{"N":1}})",
                             R"({"a":{"N":"one"}})",
                             R"({"a":{"N":""}})",
                             R"({"a":{"N":"NaN"}})",
                             R"({"a":{"S":"b","N":"1"}})",
                             R"({"a":{"X":"b"}})",
                             R"({"a":{"BOOL":tru}})",
                             R"({"a":{"BOOL":"true"}})",
                             R"({"a":{"BOOL":1}})",
                             R"({"a":{"NULL":[}})",
                             R"({"a":{"NULL":"x"}})",
                             R"({"a":{"L":{}}})",
                             R"({"a":{"L":["b"]}})",
                             R"({"a":{"M":[]}})",
                             R"({"a":{"SS":["b",1]}})",
                             R"({"a":{"SS":"b"}})",
                             R"({"a":{"NS":["b"]}})",
                             R"({"a":{"NS":[1]}})",
                             R"({"a":{"BS":[null]}})",
                             R"({"a":{"B":null}})",
                             R"({"a":{"S":"\ud800"}})",
                             R"({"\x":{"S":"b"}})",
                             "{\"a\":{\"S\":\"line\nbreak\"}}"}) {
    const auto item = plain_item(dynamo, "id");
    ASSERT_FALSE(item) << dynamo << ": " << item->json;
    EXPECT_EQ(item.error().code, Code::unavailable) << dynamo;
  }
}

TEST(ItemValues, EveryCutIsAnError) {
  std::string whole = "{\"id\":{\"S\":\"a\\\"\"}";
  for (const auto& [name, plain, dynamo] : spellings()) whole += ",\"" + std::string(name) + "\":" + dynamo;
  whole += "}";
  ASSERT_TRUE(plain_item(whole, "id"));
  for (std::size_t end = 0; end < whole.size(); ++end)
    EXPECT_FALSE(plain_item(std::string(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(end)), "id")) << end;
}

TEST(ItemValues, NoDepthExhaustsTheStack) {
  const auto deep = [](std::size_t levels) {
    std::string text = "{\"a\":";
    for (std::size_t i = 0; i < levels; ++i) text += "{\"L\":[";
    text += "{\"N\":\"1\"}";
    for (std::size_t i = 0; i < levels; ++i) text += "]}";
    return text + "}";
  };
  EXPECT_TRUE(plain_item(deep(32), "id"));
  EXPECT_FALSE(plain_item(deep(100), "id"));
  EXPECT_FALSE(plain_item(deep(100'000), "id"));
  const auto nested = [](std::size_t levels) {
    return "{\"a\":" + std::string(levels, '[') + std::string(levels, ']') + "}";
  };
  EXPECT_THAT(unfit_item(nested(100'000)), HasSubstr("deeper than 32 levels"));
  EXPECT_THAT(unfit_item(nested(33)), HasSubstr("deeper than 32 levels"));
  EXPECT_EQ(unfit_item(nested(32)), "");
}

TEST(ItemValues, WhatDynamoDbDoesNotKeepIsRefusedInWords) {
  const std::pair<std::string, std::string> cases[] = {
      {"1e126", "beyond what DynamoDB keeps"},
      {"1e-131", "beyond what DynamoDB keeps"},
      {"1234567890.12345678901234567890123456789012", "42 digits"},
      {R"(["$n","123456789012345678901234567890123456789"])", "39 digits"},
      {R"(["$n","1"])", "write 1"},
      {R"(["$n","1e-130"])", "write 1e-130"},
      {R"(["$n","one"])", "`one` is no number"},
      {R"(["$n","012345678901234567890123456789"])", "write `12345678901234567890123456789` instead"},
      {R"(["$n"])", "begins with `$n`"},
      {R"(["$n","1","2"])", "begins with `$n`"},
      {R"(["$n",1])", "after `$n` come texts only"},
      {R"(["$ss"])", "a set is empty"},
      {R"(["$ns"])", "a set is empty"},
      {R"(["$bs"])", "a set is empty"},
      {R"(["$ss","a","a"])", "an element twice"},
      {R"(["$ns","1","1"])", "an element twice"},
      {R"(["$ns","1.0"])", "write `1` instead of `1.0`"},
      {R"(["$ns","+1"])", "`+1` is no number"},
      {R"(["$ss","a",1])", "after `$ss` come texts only"},
      {R"(["$b","a"])", "base64"},
      {R"(["$b","aGk"])", "base64"},
      {R"(["$bs","aGk=","?"])", "base64"},
      {R"(["$x","a"])", "begins with `$x`, which means nothing here; write `$$x`"},
      {R"(["$"])", "means nothing here"},
      {R"({"a":{"b":["$ss"]}})", "a set is empty"},
      {R"({"":1})", "an attribute has an empty name"},
  };
  for (const auto& [plain, why] : cases) {
    EXPECT_THAT(written(plain), HasSubstr("refused: ")) << plain;
    EXPECT_THAT(unfit_item("{\"a\":" + plain + "}"), AllOf(StartsWith(".a: "), HasSubstr(why))) << plain;
    std::string out;
    const auto done = append_value(out, plain);
    ASSERT_FALSE(done) << plain;
    EXPECT_EQ(done.error().code, Code::invalid) << plain;
  }
}

TEST(ItemValues, AWholeItemHasNoTypeOfItsOwn) {
  std::string out = "Item=";
  EXPECT_TRUE(append_item(out, R"({"id":"a","n":1,"m":{}})"));
  EXPECT_EQ(out, R"(Item={"id":{"S":"a"},"n":{"N":"1"},"m":{"M":{}}})");
  EXPECT_FALSE(append_item(out, "[]"));
  EXPECT_FALSE(append_item(out, R"({"a":1)"));
}

}  // namespace
}  // namespace jada
