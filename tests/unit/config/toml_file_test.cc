#include "engine/config/toml_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jada {
namespace {

using testing::HasSubstr;

std::string place(Spot at) {
  return std::to_string(at.file) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

TEST(TomlFile, KeepsTheOrderOfTheFile) {
  const auto parsed = parse_toml("zeta = 1\nalpha = 2\n[z]\nb = 1\na = 2\n[a]\n", 0);
  ASSERT_TRUE(parsed.faults.empty());
  std::vector<std::string> keys;
  for (const Member& member : parsed.root) keys.push_back(member.key);
  EXPECT_THAT(keys, testing::ElementsAre("zeta", "alpha", "z", "a"));
  const Table& inner = *find(parsed.root, "z")->table();
  EXPECT_EQ(inner[0].key, "b");
}

TEST(TomlFile, KnowsWhereKeysAndValuesStand) {
  const auto parsed = parse_toml("\xEF\xBB\xBFname = \"Zoë\"\n[roster.crew]\nkeys = { \"ü\" = [1, 2] }\n", 4);
  ASSERT_TRUE(parsed.faults.empty());
  const Member& name = parsed.root[0];
  EXPECT_EQ(place(name.key_at), "4:1:1");
  EXPECT_EQ(place(name.value.at), "4:1:8");
  const Member& crew = parsed.root[1].value.table()->at(0);
  EXPECT_EQ(place(crew.key_at), "4:2:9");
  EXPECT_EQ(place(crew.value.at), "4:2:1");
  const Member& inner = crew.value.table()->at(0).value.table()->at(0);
  EXPECT_EQ(inner.key, "ü");
  EXPECT_EQ(place(inner.value.at), "4:3:16");
  EXPECT_EQ(place(inner.value.array()->at(1).at), "4:3:20");
}

TEST(TomlFile, KeepsEveryTypeOfValue) {
  const auto parsed = parse_toml("a='s'\nb=-3\nc=1.5\nd=true\ne=2026-05-13T12:00:00Z\nf=[1]\ng={h=1}\n", 0);
  ASSERT_EQ(parsed.root.size(), 7u);
  const auto& held = [&](std::size_t i) -> const auto& { return parsed.root[i].value.held; };
  EXPECT_EQ(std::get<std::string>(held(0)), "s");
  EXPECT_EQ(std::get<std::int64_t>(held(1)), -3);
  EXPECT_EQ(std::get<double>(held(2)), 1.5);
  EXPECT_EQ(std::get<bool>(held(3)), true);
  EXPECT_EQ(std::get<DateTime>(held(4)).text, "2026-05-13T12:00:00Z");
  EXPECT_EQ(std::get<Array>(held(5)).size(), 1u);
  EXPECT_EQ(std::get<Table>(held(6)).size(), 1u);
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(TomlFile, SaysOneThingAboutWhatItCannotRead) {
  struct Case {
    const char* name;
    std::string text;
    std::string place;
    std::string message;
  };
  const std::vector<Case> cases = {
      {"no equals sign", "a = 1\nb c = 2\n", "0:2:3", "not valid TOML: expected '=', saw 'c' (key-value pair)"},
      {"table twice", "[a]\n\n[a]\n", "0:3:1", "cannot redefine existing table 'a'"},
      {"a string open at the end of its line", "a = \"x\nb = 1\n", "0:1:7", "this string is not closed"},
      {"a literal string open behind a byte order mark",
       "\xEF\xBB\xBF"
       "a = 'ü\r\n",
       "0:1:7", "this string is not closed"},
      {"a string open at the end of the file", "a = \"x", "0:1:7", "this string is not closed"},
      {"a long string open at the end of the file", "a = \"\"\"x\ny\n", "0:2:3", "this string is not closed"},
      {"a control character in a string", "a = \"x\x01y\"\n", "0:1:7", "control characters"},
      {"NUL", std::string("a = 1\nb = \0\n", 12), "0:2:5", "it holds a NUL byte"},
      {"Latin-1", "a = 1\nn\xE4me = 2\n", "0:2:2", "this is no UTF-8 text"},
      {"a header that begins beyond ASCII", "[ü]\n", "0:1:2", "saw 'ü'"},
      {"a key that begins beyond ASCII", "ü = 1\n", "0:1:1", "saw 'ü'"},
      {"a key that goes on beyond ASCII", "a.ü = 1\n", "0:1:3", "saw 'ü'"},
      {"a value beyond ASCII", "a = ü\n", "0:1:5", "could not determine value type"},
      {"UTF-16", std::string("\xFF\xFE\x61\x00", 4), "0:1:1", "it holds a NUL byte"},
      {"overlong", "a = \"\xC0\xAF\"", "0:1:6", "this is no UTF-8 text"},
      {"surrogate", "a = \"\xED\xA0\x80\"", "0:1:6", "this is no UTF-8 text"},
      {"deep arrays", "a = " + std::string(100'000, '['), "0:1:37", "nested deeper than 32 levels"},
      {"deep inline tables", repeated("{a=", 100'000), "0:1:1", "not valid TOML"},
      {"deep values", "a = " + repeated("{a=", 100'000), "0:1:101", "nested deeper than 32 levels"},
      {"deep dotted key", repeated("a.", 2'000'000) + "a = 1", "0:1:63", "keys are nested deeper than 32"},
      {"deep header", "[" + repeated("\"a\" . ", 2'000'000) + "a]", "0:1:188", "keys are nested deeper than 32"},
  };
  for (const Case& c : cases) {
    const auto parsed = parse_toml(c.text, 0);
    ASSERT_EQ(parsed.faults.size(), 1u) << c.name;
    EXPECT_THAT(parsed.faults[0].message, HasSubstr(c.message)) << c.name;
    EXPECT_EQ(place(parsed.faults[0].at), c.place) << c.name;
    EXPECT_TRUE(parsed.root.empty()) << c.name;
  }
}

TEST(TomlFile, ReadsWhatOnlyLooksDeep) {
  const std::vector<std::string> texts = {
      "",
      "s = '" + std::string(9, '.') + repeated("a.", 20) + "'\n",
      "ip = [" + repeated("\"192.0.2.1\", ", 500) + "]",
      "n = [" + repeated("1.5, ", 500) + "]",
      "s = '" + std::string(300, '.') + "'",
      "a = " + std::string(30, '[') + std::string(30, ']'),
  };
  for (const auto& text : texts) EXPECT_TRUE(parse_toml(text, 0).faults.empty()) << text.substr(0, 40);
}

TEST(TomlFile, SurvivesTheDeepestItAccepts) {
  const std::string key = repeated("a.", 30) + "a";
  const auto parsed =
      parse_toml("[" + key + "]\n" + key + repeated(" = { " + key, 31) + " = 1" + repeated(" }", 31), 0);
  EXPECT_TRUE(parsed.faults.empty());
}

}  // namespace
}  // namespace jada
