#include "engine/base/json_string.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/base/json.h"

namespace jada {
namespace {

TEST(JsonString, IsReadAsWritten) {
  const std::pair<std::string, std::optional<std::string>> cases[] = {
      {R"("")", ""},
      {R"("1\/\/0gX")", "1//0gX"},
      {R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
      {R"("\u0041\u00e9\u20AC")", "A\xc3\xa9\xe2\x82\xac"},
      {R"("\ud83d\ude00")", "\xf0\x9f\x98\x80"},
      {R"("\u0000")", std::string(1, '\0')},
      {"\"h\xc3\xb6he\"", "h\xc3\xb6he"},
      {R"("\ud83d")", std::nullopt},
      {R"("\ud83d\u0041")", std::nullopt},
      {R"("\ude00")", std::nullopt},
      {R"("\u12")", std::nullopt},
      {R"("\u-123")", std::nullopt},
      {R"("\x")", std::nullopt},
      {R"("a\")", std::nullopt},
      {R"("a"b")", std::nullopt},
      {"\"a\nb\"", std::nullopt},
      {R"(")", std::nullopt},
      {"", std::nullopt},
      {"1", std::nullopt},
  };
  for (const auto& [json, expected] : cases) EXPECT_EQ(json_unquoted(json), expected) << json;
}

TEST(JsonString, ReadsBackWhatItWritesAndSoDoesTheLibrary) {
  std::mt19937 dice(7);  // NOLINT: the same words in every run
  for (int round = 0; round < 500; ++round) {
    std::string text(dice() % 40, ' ');
    for (char& c : text) c = static_cast<char>(dice() % 128);
    const std::string json = json_quoted(text);
    EXPECT_EQ(json_unquoted(json), text);
    EXPECT_EQ(parse_json(json)->get<std::string>(), text);
  }
}

}  // namespace
}  // namespace jada
