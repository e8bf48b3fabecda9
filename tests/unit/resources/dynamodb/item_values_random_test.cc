#include "resources/apis/dynamodb/item_values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>
#include <vector>

#include "engine/base/json.h"

namespace jada {
namespace {

TEST(ItemValues, WhatIsTakenIsAlwaysJson) {
  std::mt19937 dice(5);  // NOLINT: the same texts in every run
  const std::string sound =
      R"({"a":{"M":{"b":{"L":[{"N":"1"},{"SS":["x","y"]}]},"c":{"BOOL":true},"d":{"NULL":true}}}})";
  const std::string letters = "{}[]\",:\\NSBtrue1 ";
  int taken = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = sound;
    for (auto changes = 1 + dice() % 3; changes > 0; --changes)
      text[dice() % text.size()] = letters[dice() % letters.size()];
    const auto item = plain_item(text, "a");
    if (!item) continue;
    ++taken;
    EXPECT_TRUE(parse_json(item->json)) << text << " became " << item->json;
  }
  EXPECT_GT(taken, 100);
}

// Values as desired.toml can state them, spelt as canonical() does.
class Dice {
 public:
  Json value(int depth) {
    switch (pick(depth > 3 ? 7 : 9)) {
      case 0: return text();
      case 1: return static_cast<std::int64_t>(bits_()) >> pick(64);
      case 2: return static_cast<double>(static_cast<std::int64_t>(bits_()) >> pick(60)) / 1024;
      case 3: return std::ldexp(1.0 + static_cast<double>(pick(1000)) / 1000, static_cast<int>(pick(800)) - 400);
      case 4: return pick(2) == 0;
      case 5: return nullptr;
      case 6: return set();
      case 7: return map(depth);
      default: return list(depth);
    }
  }

  Json map(int depth) {
    Json all = Json::object();
    for (auto count = pick(5); count > 0; --count) all[text(1)] = value(depth + 1);
    return all;
  }

 private:
  std::size_t pick(std::size_t below) { return bits_() % below; }

  std::string text(std::size_t least = 0) {
    static const std::vector<std::string> kLetters{"a", "Z", "0", "$", "\"", "\\", "\n", "/", "\xc3\xa9", "\x7f", " "};
    std::string all;
    for (auto count = least + pick(6); count > 0; --count) all += kLetters[pick(kLetters.size())];
    return all;
  }

  Json list(int depth) {
    Json all = Json::array();
    for (auto count = pick(4); count > 0; --count) all.push_back(value(depth + 1));
    const bool is_tagged = !all.empty() && all[0].is_string() && all[0].get<std::string>().starts_with('$');
    if (is_tagged) all[0] = "$" + all[0].get<std::string>();
    return all;
  }

  Json set() {
    std::set<std::string> quoted;
    for (auto count = 1 + pick(4); count > 0; --count) quoted.insert(canonical(Json(text())));
    Json all = Json::array({"$ss"});
    for (const std::string& one : quoted) all.push_back(*parse_json(one));
    return all;
  }

  std::mt19937_64 bits_{17};  // NOLINT: the same values in every run
};

TEST(ItemValues, NothingIsLostOnTheWayThereAndBack) {
  Dice dice;
  for (int round = 0; round < 5'000; ++round) {
    const std::string plain = canonical(dice.map(0));
    std::string dynamo;
    const auto done = append_item(dynamo, plain);
    ASSERT_TRUE(done) << plain << ": " << done.error().message;
    ASSERT_TRUE(parse_json(dynamo)) << dynamo;
    const auto back = plain_item(dynamo, "id");
    ASSERT_TRUE(back) << dynamo;
    EXPECT_EQ(back->json, plain);
  }
}

}  // namespace
}  // namespace jada
