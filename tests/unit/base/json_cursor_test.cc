#include "engine/base/json_cursor.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "engine/base/json.h"

namespace jada {
namespace {

const std::string kWhole =
    R"( { "a" : [ 1 , "x\"]}" , { "b" : [ ] } , -1.5e3 , true , null ] ,"\\":"\u00e9","c":{} } )";

// Everything that can be taken apart is; `steps` ends a reader that goes nowhere.
void walk(JsonCursor& in, int& steps) {
  if (++steps > 10'000) return in.fail();
  switch (in.peek()) {
    case '{': {
      auto inside = in.open('{');
      while (in.name(inside)) walk(in, steps);
      return;
    }
    case '[': {
      auto inside = in.open('[');
      while (in.element(inside)) walk(in, steps);
      return;
    }
    case '"': in.string(); return;
    default: in.value();
  }
}

bool is_sound_when_walked(std::string_view text) {
  JsonCursor in(text);
  int steps = 0;
  walk(in, steps);
  EXPECT_LT(steps, 10'000) << text;
  return in.is_sound() && in.is_at_end();
}

bool is_sound_when_passed_over(std::string_view text) {
  JsonCursor in(text);
  in.value();
  return in.is_sound() && in.is_at_end();
}

// A copy on the heap, as long as the text and no longer, so that a sanitizer sees a read beyond it.
std::vector<char> exactly(std::string_view text) { return {text.begin(), text.end()}; }

TEST(JsonCursor, PassesOverAnyValueAndReturnsItsText) {
  for (const std::string value : {"1", "-1.5e3", "true", "null", R"("")", R"("a\"b\\")", "[]", "{}",
                                  "[1,[2,{\"a\":[]}]]", R"({"a":"}","b":["]",{"c":"\\"}]})"}) {
    const std::string text = " \n\t" + value + "\r ";
    JsonCursor in(text);
    EXPECT_EQ(in.value(), value);
    EXPECT_TRUE(in.is_sound()) << value;
    EXPECT_TRUE(in.is_at_end()) << value;
  }
}

TEST(JsonCursor, TakesApartWhatIsInside) {
  JsonCursor in(R"({"a":[1, "two"],"b\"":{},"c":[]})");
  auto outer = in.open('{');
  EXPECT_EQ(in.name(outer), R"("a")");
  auto list = in.open('[');
  EXPECT_TRUE(in.element(list));
  EXPECT_EQ(in.value(), "1");
  EXPECT_TRUE(in.element(list));
  EXPECT_EQ(in.peek(), '"');
  EXPECT_EQ(in.string(), R"("two")");
  EXPECT_FALSE(in.element(list));
  EXPECT_EQ(in.name(outer), R"("b\"")");
  auto map = in.open('{');
  EXPECT_EQ(in.name(map), std::nullopt);
  EXPECT_EQ(in.name(outer), R"("c")");
  auto empty = in.open('[');
  EXPECT_FALSE(in.element(empty));
  EXPECT_EQ(in.name(outer), std::nullopt);
  EXPECT_TRUE(in.is_sound());
  EXPECT_TRUE(in.is_at_end());
}

TEST(JsonCursor, FindsEveryCutAndNeitherReadsBeyondItNorStays) {
  EXPECT_TRUE(is_sound_when_walked(kWhole));
  EXPECT_TRUE(is_sound_when_passed_over(kWhole));
  for (std::size_t end = 0; end + 1 < kWhole.size(); ++end) {  // the last byte is a blank
    const auto cut = exactly(kWhole.substr(0, end));
    EXPECT_FALSE(is_sound_when_walked({cut.data(), cut.size()})) << end;
    EXPECT_FALSE(is_sound_when_passed_over({cut.data(), cut.size()})) << end;
  }
}

TEST(JsonCursor, IsUnsoundOnceSomethingIsNotAsAskedFor) {
  for (const char* text :
       {"",          "  ", "{\"a\":1,}", "[1,]", "[,1]", "[1 2]",  "{\"a\" 1}", "{a:1}", "{1:1}", "{\"a\":}", "[1}",
        "{\"a\":1]", "[",  "{",          "\"",   "\"\\", "\"\\\"", "}",         "]",     ",",     ":",        "{,}"}) {
    EXPECT_FALSE(is_sound_when_walked(text)) << text;
  }
  for (const char* text : {"", "}", "]", ",", ":", "\"", "\"\\", "[", "{\"a\"", "[\"]"})
    EXPECT_FALSE(is_sound_when_passed_over(text)) << text;
}

TEST(JsonCursor, MoreAfterAValueIsSeen) {
  JsonCursor in("{} {}");
  in.value();
  EXPECT_TRUE(in.is_sound());
  EXPECT_FALSE(in.is_at_end());
}

TEST(JsonCursor, ReturnsNothingAfterAFault) {
  JsonCursor in("{\"a\":1}");
  auto list = in.open('[');
  EXPECT_FALSE(in.is_sound());
  EXPECT_FALSE(in.element(list));
  EXPECT_EQ(in.name(list), std::nullopt);
  EXPECT_EQ(in.string(), "");
  EXPECT_EQ(in.value(), "");
  EXPECT_EQ(in.peek(), '\0');
  EXPECT_FALSE(in.is_sound());
}

TEST(JsonCursor, ATextWithZerosInItIsNotTakenForItsEnd) {
  const std::string text("1 \0 2", 5);
  JsonCursor in(text);
  EXPECT_EQ(in.value(), "1");
  EXPECT_FALSE(in.is_at_end());
}

TEST(JsonCursor, WhateverItWalksThroughWithoutFaultHasTheShapeOfJson) {
  std::mt19937 dice(11);  // NOLINT: the same texts in every run
  const std::string letters = "{}[]\",:\\1a ";
  int sound = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text(dice() % 12, ' ');
    for (char& c : text) c = letters[dice() % letters.size()];
    const auto own = exactly(text);
    const bool is_sound = is_sound_when_walked({own.data(), own.size()});
    if (parse_json(text)) {
      EXPECT_TRUE(is_sound) << text;
      EXPECT_TRUE(is_sound_when_passed_over(text)) << text;
      ++sound;
    }
  }
  EXPECT_GT(sound, 100);
}

}  // namespace
}  // namespace jada
