#include "engine/config/entry_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/outcome.h"

namespace jada {
namespace {

const Address kCrew{"roster", "crew"};

std::vector<std::string> keys_taken(const std::string& text) {
  const auto scan = scan_entries(text, 0);
  std::vector<std::string> keys;
  if (!scan) return keys;
  for (const auto& [address, taken] : scan->taken) {
    for (std::size_t i = 0; i < taken.size(); ++i) keys.push_back(to_string(address) + "/" + std::string(taken.key(i)));
  }
  return keys;
}

TEST(EntryScan, TakesPlainEntriesAndRemembersLines) {
  const std::string text =
      "[roster.crew]\n"
      "table = 'x'\n"
      "[roster.crew.entries.ada] # the first\n"
      "phone = \"+18185550100\"\n"
      "level=3\t# three\n"
      "\n"
      "# done\n"
      "score = 2.50\n"
      "away = false\n"
      "[roster.crew.entries.\"Zoë P.\"]\n"
      "[region.west]\n";
  const auto scan = scan_entries(text, 5);
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->rest, "[roster.crew]\ntable = 'x'\n[region.west]\n");
  EXPECT_EQ(scan->lines.whole(2), 2u);
  EXPECT_EQ(scan->lines.whole(3), 11u);
  EXPECT_EQ(scan->header_lines, (std::vector<std::uint32_t>{1, 11}));
  const auto& entries = scan->taken.at(kCrew);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].body, R"({"away":false,"level":3,"phone":"+18185550100","score":2.5})");
  EXPECT_EQ(entries[0].at.file, 5u);
  EXPECT_EQ(entries[0].at.line, 3u);
  EXPECT_EQ(entries[1].key, "Zoë P.");
  EXPECT_EQ(entries[1].body, "{}");
  EXPECT_EQ(entries[1].at.line, 10u);
}

TEST(EntryScan, LeavesAnEntryWithAnythingElse) {
  const std::vector<std::string> lines = {
      "a.b = 1",
      "\"a\" = 1",
      "a = 'x'",
      "a = \"\\n\"",
      "a = \"\tx\"",
      "a = 01",
      "a = -0",
      "a = +1",
      "a = 1_000",
      "a = 0x1F",
      "a = 1e3",
      "a = 1.",
      "a = .5",
      "a = inf",
      "a = [1]",
      "a = {}",
      "a = 2026-05-13",
      "a = 07:32:00",
      "a = 1 2",
      "a =",
      "= 1",
      "a",
      "a = truey",
      "a = \"x\"\"",
      "a = \"x",
      "a = 1\na = 2",
      "a = 1 # \x01",
      "a = 1\x7f",
      "a = 9999999999999999999",
      "a = \"\x7f\"",
      "a = [\n1\n]",
      "a = 1\r b = 2",
      "a = 1.5.5",
      "a = 1.5e3",
      "a b = 1",
  };
  for (const auto& line : lines) {
    EXPECT_THAT(keys_taken("[roster.crew.entries.x]\n" + line + "\n[roster.crew.entries.y]\n"),
                testing::AnyOf(testing::ElementsAre("roster.crew/y"), testing::IsEmpty()))
        << line;
  }
}

TEST(EntryScan, GivesUpWhereTheTopLevelIsUncertain) {
  const std::string entry = "[roster.crew.entries.x]\nlevel = 1\n";
  const std::vector<std::string> before = {
      "a = \"\"\"\n", "a = '''\n", "a = [\n", "a = { b = [\n", "a = ]\n", "a = \"x\n", "a = 'x\n", "\xff\n",
  };
  for (const auto& text : before) EXPECT_THAT(keys_taken(text + entry), testing::IsEmpty()) << text;
  EXPECT_THAT(keys_taken("a = [ # ]\n']', \"]\\\"]\",\n]\n" + entry), testing::ElementsAre("roster.crew/x"));
}

std::string many_entries(int first, int last) {
  std::string text;
  for (int i = first; i < last; ++i) {
    text += "[roster.crew.entries.k" + std::to_string(i) + "]\nname = \"A\"\n# note\n\n";
    if (i % 50 == 7) text += "[roster.crew.entries.left" + std::to_string(i) + "]\nname = 'B'\nlist = [\n 1,\n]\n";
  }
  return text;
}

TEST(EntryScan, PlacesBehindManyEntriesAreThoseOfTheParser) {
  const std::string whole = "version = 1\n\n[roster.crew]\nstray = 1\n" + many_entries(0, 300) +
                            "[region.west]\nodd = { x = [1,\n2] }\n\n\n" + many_entries(300, 500);
  const std::vector<std::string> ends = {
      "",
      "[region.east]\nodd = 1\n",
      "[tokn.x]\n",
      "[roster.b]\nentries = 5\n",
      "[roster.crew.entries.k7]\nname = \"A\"\n",
      "[roster.crew.entries.bare]\n",
      "[roster.crew]\n",
      "[region.east]\nodd = \n",
      "[region.east]\nodd = [\n1,\n\n",
      "[roster.crew.entries.late]\nname = 'C'",
  };
  ASSERT_FALSE(load(whole).scanned.empty());
  for (const std::string& end : ends) {
    EXPECT_EQ(outcome_of(load(whole + end)), parsed(whole + end)) << end;
  }
}

TEST(EntryScan, LooksForTheOrderOfEveryEntry) {
  const std::string text =
      "version = 1\n[roster.crew]\n"
      "[roster.crew.entries.a]\nname = \"A\"\nlevel = 1\n"
      "[roster.crew.entries.b]\nlevel = 2\nname = \"B\"\nodd = 'x'\n"
      "[roster.crew.entries.c]\nlevel = 3\nname = \"C\"\n"
      "[roster.crew.entries.d]\nlevel  = 4\n\tname = \"D\"\n"
      "[roster.crew.entries.e]\n"
      "[roster.crew.entries.f]\nlevel =4\nname = \"F\"\nage=1\n";
  EXPECT_EQ(outcome_of(load(text)), parsed(text));
  EXPECT_EQ(keys_taken(text).size(), 5u);
}

TEST(EntryScan, LeavesConflictsToTheParser) {
  const std::string entry = "[roster.crew.entries.a]\nname = \"A\"\n";
  const std::vector<std::string> texts = {
      "[roster.crew]\n" + entry + entry,
      "[roster.crew]\n" + entry + "[roster.crew.entries.\"a\"]\n",
      "[roster.crew]\n" + entry + "[roster.crew.entries.'a']\nname = 'B'\n",
      "[roster.crew]\n" + entry + "[roster.crew.entries.a.sub]\nx = 1\n",
      "[roster.crew]\nentries = {}\n" + entry,
      "[roster.crew]\nentries = { a = {} }\n" + entry,
      "[roster.crew]\nentries.b.name = \"B\"\n" + entry,
      "[roster.crew]\n\"\\u0065ntries\" = {}\n" + entry,
      "[roster]\ncrew = {}\n" + entry,
      "[roster]\ncrew.table = \"x\"\n" + entry,
      "[[roster.crew]]\n" + entry,
      "[[roster]]\n" + entry,
      "[[roster.crew.entries]]\nname = \"x\"\n" + entry,
      "[roster.crew]\n[roster.crew.entries]\nb = { name = \"B\" }\n" + entry,
      "[roster.crew]\n" + entry + "[roster.crew.entries]\nb = { name = \"B\" }\n",
      "[roster.crew]\n" + entry + "[roster.crew.entries]\na = { name = \"B\" }\n",
      entry + "[roster.crew]\n",
      entry,
      "[roster.crew]\n" + entry + "[roster.crew]\n",
      entry + "[roster.crew.x]\n",
      "[roster.crew]\nx = [\n[roster.crew.entries.a]\n[1]]\n",
      "[region.west]\n[region.west.entries.a]\nx = 1\n",
      "[region.west]\n[region.west.entries.a]\n[region.west.entries]\n",
      "[controller.x]\n[controller.x.entries.a]\nx = 1\n",
      "[tokn.crew]\n[tokn.crew.entries.a]\nx = 1\n",
      "[roster.crew]\n" + entry + "x = \"\"\"\n" + entry + "\"\"\"\n",
  };
  for (const auto& text : texts) {
    const std::string whole = "version = 1\n" + text;
    EXPECT_EQ(outcome_of(load(whole)), parsed(whole)) << text;
  }
}

}  // namespace
}  // namespace jada
