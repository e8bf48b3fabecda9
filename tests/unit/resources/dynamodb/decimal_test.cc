#include "resources/apis/dynamodb/decimal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/base/json.h"

namespace jada {
namespace {

std::string repeated(char digit, std::size_t count) { return std::string(count, digit); }

TEST(Decimal, HasOneSpellingForEachValue) {
  const std::string nines = repeated('9', 38);
  const std::pair<std::string, std::string> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0.00", "0"},
      {"0e5", "0"},
      {"-0.0e-3", "0"},
      {"1", "1"},
      {"-1", "-1"},
      {"0012", "12"},
      {"1.50", "1.5"},
      {"-12.50", "-12.5"},
      {"1e3", "1000"},
      {"1E+3", "1000"},
      {"1.5e-3", "0.0015"},
      {"100e-2", "1"},
      {".5", "0.5"},
      {"5.", "5"},
      {"1e39", "1" + repeated('0', 39)},
      {"1e40", "1E40"},
      {"1.25e40", "1.25E40"},
      {"1e-39", "0." + repeated('0', 38) + "1"},
      {"1e-40", "1E-40"},
      {"-1.5e-100", "-1.5E-100"},
      {"1e-130", "1E-130"},
      {"9.99e125", "9.99E125"},
      {nines, nines},
      {"0." + nines, "0." + nines},
      {"1" + repeated('0', 60), "1E60"},
  };
  for (const auto& [text, spelt] : cases) {
    const auto number = read_decimal(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(to_string(*number), spelt) << text;
    EXPECT_EQ(read_decimal(to_string(*number)), number) << text;
  }
}

TEST(Decimal, IsNothingElse) {
  for (const char* text : {"",      "-",        "+5",     " 1",      "1 ",
                           "NaN",   "Infinity", "inf",    ".",       "-.",
                           "1e",    "1e+",      "1e-",    "1e+-5",   "1e--5",
                           "e5",    "1.2.3",    "1e5.0",  "0x10",    "1,5",
                           "1_000", "--1",      "1e1001", "1e-1001", "1e99999999999",
                           "1-"})
    EXPECT_EQ(read_decimal(text), std::nullopt) << text;
}

TEST(Decimal, FitsWhatDynamoDbKeeps) {
  struct Case {
    std::string text;
    std::string why;  // part of it; empty: it fits
  };
  const Case cases[] = {
      {"0", ""},
      {repeated('9', 38), ""},
      {repeated('9', 39), "39 digits"},
      {"1" + repeated('0', 60), ""},
      {"0." + repeated('0', 60) + "1", ""},
      {"1." + repeated('3', 38), "39 digits"},
      {"1e-130", ""},
      {"-1e-130", ""},
      {"9.9e-131", "beyond"},
      {"1e-131", "beyond"},
      {"9.99e125", ""},
      {"9." + repeated('9', 37) + "e125", ""},
      {"1e126", "beyond"},
      {"-1e126", "beyond"},
      {"0e900", ""},
  };
  for (const auto& [text, why] : cases) {
    const std::string told = unfit(*read_decimal(text));
    EXPECT_EQ(told.empty(), why.empty()) << text << ": " << told;
    EXPECT_NE(told.find(why), std::string::npos) << text << ": " << told;
  }
}

TEST(Decimal, IsAJsonNumberOnlyWhereThatSaysExactlyTheSame) {
  const std::pair<std::string, std::optional<std::string>> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"1.50", "1.5"},
      {"0.1", "0.1"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"18446744073709551615", "18446744073709551615"},
      {"18446744073709551617", std::nullopt},
      {"-9223372036854775809", std::nullopt},
      {"0.1000000000000000055511151231257827", std::nullopt},
      {"12345678901234567890123456789012345678", std::nullopt},
      {"1e-130", "1e-130"},
      {"9.99e125", "9.99e+125"},
      {"1e22", "1e+22"},
      {"3.14159265358979", "3.14159265358979"},
  };
  for (const auto& [text, json] : cases) EXPECT_EQ(json_number(*read_decimal(text)), json) << text;
}

TEST(Decimal, NoDoubleLosesAnything) {
  std::mt19937_64 dice(3);  // NOLINT: the same numbers in every run
  for (int round = 0; round < 5'000; ++round) {
    const int exponent = static_cast<int>(dice() % 500) - 250;
    const double value = std::ldexp(static_cast<double>(dice() >> 11), exponent) * (dice() % 2 == 0 ? 1 : -1);
    const std::string text = canonical(Json(value));
    const auto number = read_decimal(text);
    ASSERT_TRUE(number) << text;
    const auto back = json_number(*number);
    ASSERT_TRUE(back) << text;
    EXPECT_EQ(parse_json(*back)->get<double>(), value) << text;
  }
}

}  // namespace
}  // namespace jada
