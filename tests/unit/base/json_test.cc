#include "engine/base/json.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

TEST(Canonical, GivesEqualValuesEqualTexts) {
  const std::pair<std::string, std::string> cases[] = {
      {R"({"b":1,"a":2})", R"({"a":2,"b":1})"},
      {"[ 1 , 2 ]", "[1,2]"},
      {"1.0", "1"},
      {"1e3", "1000"},
      {"-0.0", "0"},
      {"0.1", "0.1"},
      {"1.5e300", "1.5e+300"},
      {"9007199254740993", "9007199254740993"},
      {"18446744073709551615", "18446744073709551615"},
      {"-9223372036854775808", "-9223372036854775808"},
      {R"("\u00f6")", "\"ö\""},
      {R"("\u0001\n")", R"("\u0001\n")"},
      {R"("1")", R"("1")"},
      {"true", "true"},
      {"null", "null"},
      {"{}", "{}"},
      {R"({"a":{"c":[],"b":null}})", R"({"a":{"b":null,"c":[]}})"},
  };
  for (const auto& [text, expected] : cases) {
    const auto value = parse_json(text);
    ASSERT_TRUE(value.has_value()) << text;
    EXPECT_EQ(canonical(*value), expected) << text;
  }
}

TEST(Canonical, IsAFixedPoint) {
  for (const std::string text : {R"({"z":[1.25,{"b":"ö\"","a":1e20}],"a":-3})", "0.30000000000000004", "1e-7"}) {
    const std::string once = canonical(*parse_json(text));
    EXPECT_EQ(canonical(*parse_json(once)), once);
  }
}

TEST(Canonical, WholeNumbersHaveOneTextHoweverTheyAreHeld) {
  const std::pair<Json, const char*> cases[] = {
      {Json(1e15), "1000000000000000"},
      {Json(std::int64_t{1'000'000'000'000'000}), "1000000000000000"},
      {Json(-9.223372036854775808e18), "-9223372036854775808"},
      {Json(1e19), "10000000000000000000"},
      {Json(1.8446744073709552e19), "1.8446744073709552e+19"},
      {Json(-1e19), "-1e+19"},
      {Json(-0.0), "0"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(canonical(value), text);
}

TEST(Canonical, ReplacesBytesThatAreNoUtf8) { EXPECT_EQ(canonical(Json("a\xff")), "\"a\xEF\xBF\xBD\""); }

TEST(ParseJson, RefusesWithoutThrowing) {
  for (const std::string text : {"", "{", "{]", "nul", "1 2", "{\"a\":\"\xff\"}", "\"\\ud800\""}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value.has_value()) << text;
    EXPECT_EQ(value.error().code, Code::invalid) << text;
  }
}

}  // namespace
}  // namespace jada
