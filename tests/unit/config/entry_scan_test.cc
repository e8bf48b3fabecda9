#include "engine/config/entry_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "engine/config/reader.h"
#include "tests/unit/config/config_fakes.h"

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

struct Outcome {
  std::vector<std::string> faults;
  std::vector<std::string> rows;
  bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
  for (const auto& line : outcome.faults) *out << "\n  fault " << line;
  for (const auto& line : outcome.rows) *out << "\n  " << line;
}

Outcome outcome_of(Document document) {
  Outcome outcome;
  for (const Block& block : document.blocks) {
    outcome.rows.push_back(to_string(block.address) + " " + to_string(document.position(block.at)));
    Reader reader(document, block.address);
    reader.accept("table");
    if (block.address.kind != "roster") continue;
    const ItemSet set = reader.items({.key_attribute = "id", .unique = {"phone"}, .required = {"name"}});
    for (std::size_t i = 0; i < set.size(); ++i) {
      outcome.rows.push_back(std::string(set.key(i)) + " " + std::string(set.body(i)) + " " +
                             to_string(document.position(set.at(i))));
    }
  }
  outcome.faults = fault_lines(std::move(document));
  return outcome;
}

// The same text read by the TOML parser alone: three quotes in a comment of a line that stays make the scan give up.
Outcome parsed(std::string text) {
  const auto end = text.find('\n');
  text.insert(end == std::string::npos ? text.size() : end, " # '''");
  return outcome_of(load(text));
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string text() {
    std::string text = "version = 1\n" + std::string(one_in(6) ? "" : "[roster.crew]\n");
    const int blocks = pick(12);
    for (int i = 0; i < blocks; ++i) text += block();
    if (text.size() < 20) return text;
    if (one_in(10)) text.pop_back();
    if (one_in(8)) std::swap(text[index(text)], text[index(text)]);
    return text;
  }

 private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  bool one_in(int n) { return pick(n) == 0; }
  std::size_t index(const std::string& text) {
    return 12 + static_cast<std::size_t>(pick(static_cast<int>(text.size()) - 12));
  }
  std::string newline() { return one_in(20) ? "\r\n" : "\n"; }
  std::string of(std::initializer_list<const char*> texts) {
    return texts.begin()[pick(static_cast<int>(texts.size()))];
  }

  std::string header() {
    if (one_in(20)) {
      return of({"[roster.crew.entries]", "[roster.crew]", "[roster]", "[[roster.crew.entries.l]]", "[region.west]",
                 "[roster.crew.entries.a.sub]", "[ roster . crew . entries . q ]", " [roster.crew.entries.r]",
                 "[roster.\"crew\".entries.s]", "[tokn.x.entries.t]", "[roster.b.entries.u]", "[controller]",
                 "[controller.x.entries.v]", "[roster.crew.entries.]", "[roster.crew.entries.w",
                 "[\"roster\".crew.x]"});
    }
    const std::string key = one_in(6) ? of({"a", "b", "\"a\"", "\"q q\"", "\"\"", "'a'", "\"\\u0061\"", "ü", "\"ü.x\""})
                                      : "k" + std::to_string(pick(40));
    return "[roster.crew.entries." + key + "]" + (one_in(6) ? " # note" : "");
  }
  std::string value() {
    if (!one_in(30))
      return of({"1", "-17", "0", "2.50", "-0.0", "true", "false", "\"x y\"", "\"Zoë\"", "\"\"", "100.0"});
    return of({"'lit'",
               "\"a\\tb\"",
               "[1, \"]\", 2]",
               "{ x = 1 }",
               "[\n 1,\n # ]\n]",
               "1_0",
               "+1",
               "1e3",
               "2026-05-13",
               "01",
               "nan",
               "9223372036854775807",
               "9223372036854775808",
               "\"\"\"x\ny\"\"\"",
               "\"\x01\"",
               "\"\t\"",
               "-0",
               "1.",
               "\"open",
               "0.1000000000000000055511151231257827",
               "\"\x7f\"",
               "{ a.b = 1, a.c = [ {} ] }"});
  }
  std::string line() {
    if (one_in(8)) return of({"", "# note", "  ", "\t# [roster.crew.entries.zz]", "# \"open", "# \x01"});
    const std::string key = one_in(30) ? of({"\"name\"", "a.b", "id", "entries", "1", "a-b_c"})
                                       : of({"name", "phone", "role", "level", "x1", "id"});
    return of({"", " ", "\t"}) + key + of({" = ", "=", " =\t"}) + (key == "id" && !one_in(3) ? "\"a\"" : value()) +
           of({"", "", "", " # note", "  "});
  }
  std::string block() {
    std::string text = header() + newline();
    if (!one_in(5)) text += "name = \"Ada\"" + newline();
    const int lines = pick(4);
    for (int i = 0; i < lines; ++i) text += line() + newline();
    return text;
  }

  std::mt19937 random_;
};

TEST(EntryScan, MeansTheSameAsTheParser) {
  int scanned = 0;
  int faultless = 0;
  for (unsigned seed = 0; seed < 4000; ++seed) {
    const std::string text = Generator(seed).text();
    const Document document = load(text);
    if (!document.scanned.empty()) ++scanned;
    const Outcome outcome = outcome_of(document);
    if (outcome.faults.empty()) ++faultless;
    ASSERT_EQ(outcome, parsed(text)) << "seed " << seed << "\n" << text;
  }
  EXPECT_GT(scanned, 400) << "too few texts to mean anything";
  EXPECT_GT(faultless, 100);
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
