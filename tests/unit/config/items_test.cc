#include "engine/config/items.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config/attributes.h"
#include "tests/unit/config/reading.h"

namespace jada {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const ItemRules kRules{.key_attribute = "id", .unique = {"email", "phone"}, .required = {"name"}};

// `key body`
std::vector<std::string> texts(const ItemSet& items) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < items.size(); ++i)
    lines.push_back(std::string(items.key(i)) + " " + std::string(items.body(i)));
  return lines;
}

ItemSet read(Written& written, const ItemRules& rules = kRules) { return Reader(written.document, kCrew).items(rules); }

std::vector<std::string> faults_of(const std::string& rest, const ItemRules& rules = kRules,
                                   std::map<std::string, std::string> beside = {}) {
  Written written("version = 1\n[roster.crew]\n" + rest, std::move(beside));
  read(written, rules);
  return written.faults();
}

TEST(FindAttribute, SeesTopLevelMembersOnly) {
  const std::string body = R"({"a":{"b":"x","c":[{"b":1}]},"b":"q\"},","c":[],"d":-1.5,"e":{}})";
  const auto value = [&](const char* name) {
    const auto found = find_attribute(body, name);
    return found ? std::string(found->of(body)) : "none";
  };
  EXPECT_EQ(value("\"a\""), R"({"b":"x","c":[{"b":1}]})");
  EXPECT_EQ(value("\"b\""), R"("q\"},")");
  EXPECT_EQ(value("\"c\""), "[]");
  EXPECT_EQ(value("\"d\""), "-1.5");
  EXPECT_EQ(value("\"e\""), "{}");
  EXPECT_EQ(value("\"x\""), "none");
  EXPECT_EQ(find_attribute("{}", "\"a\""), std::nullopt);
}

TEST(FindAttribute, CutsAMemberOut) {
  const auto cut = [](const std::string& body) {
    return without_attribute(body, "\"k\"", *find_attribute(body, "\"k\""));
  };
  EXPECT_EQ(cut(R"({"k":1})"), "{}");
  EXPECT_EQ(cut(R"({"k":1,"z":2})"), R"({"z":2})");
  EXPECT_EQ(cut(R"({"a":0,"k":"1,2"})"), R"({"a":0})");
  EXPECT_EQ(cut(R"({"a":0,"k":[1,2],"z":2})"), R"({"a":0,"z":2})");
}

TEST(Items, EntriesAndSourceAreOneSet) {
  Written written(
      "version = 1\n[roster.crew]\nsource = 'crew.csv'\n"
      "[roster.crew.entries.cy]\nname = 'Cy'\nid = 'cy'\n"
      "[roster.crew.entries.\"d e\"]\nname = 'De'\ntags = ['x', { y = 1 }]\nsince = 2020-01-02\n",
      {{"/fleet/crew.csv", "id,name\nada,Ada\n"}});
  const ItemSet items = read(written);
  EXPECT_THAT(written.faults(), IsEmpty());
  EXPECT_THAT(texts(items), ElementsAre(R"(ada {"name":"Ada"})", R"(cy {"name":"Cy"})",
                                        R"(d e {"name":"De","since":"2020-01-02","tags":["x",{"y":1}]})"));
  EXPECT_EQ(written.document.position(items.at(0)), (Position{"crew.csv", 2, 1}));
  EXPECT_EQ(written.document.position(items.at(1)).line, 4);
}

TEST(Items, TheWayAnEntryIsReadDoesNotShow) {
  // Plain entries are taken by the scanner; the last one here has an attribute that only the TOML parser reads.
  const std::string plain = "[roster.crew.entries.ada]\nid = \"ada\"\nname = \"Ada\"\nlevel = 1.0\n";
  Written scanned("version = 1\n[roster.crew]\n" + plain);
  Written parsed(
      "version = 1\n[roster.crew]\n[roster.crew.entries]\nada = { id = \"ada\", name = \"Ada\", level = 1.0 }\n");
  const ItemSet one = read(scanned);
  const ItemSet other = read(parsed);
  EXPECT_THAT(texts(one), ElementsAre(R"(ada {"level":1,"name":"Ada"})"));
  EXPECT_EQ(texts(one), texts(other));
  EXPECT_EQ(one.digest(), other.digest());
}

TEST(Items, CompiledOnesAreTakenUnchecked) {
  Written written("version = 1\n[roster.crew]\nsource = 'gone.csv'\n[roster.crew.entries.ada]\n");
  written.document.items[kCrew] = ItemSet({{"bo", "{}", {}}}, 0);
  EXPECT_THAT(texts(read(written)), ElementsAre("bo {}"));
  EXPECT_THAT(written.faults(), IsEmpty());
}

TEST(Items, AreLeftInTheDocument) {
  Written written("version = 1\n[roster.crew]\n[roster.crew.entries.ada]\nname = 'Ada'\n");
  const ItemSet items = read(written);
  EXPECT_EQ(written.document.items.at(kCrew).digest(), items.digest());
}

TEST(Items, AnotherBlocksItemsAreReadButNotReported) {
  Written written("version = 1\n[region.east]\n[roster.crew]\n[roster.crew.entries.ada]\n");
  {
    Reader in(written.document, {.kind = "region", .name = "east"});
    EXPECT_EQ(in.block(kCrew).items(kRules).size(), 1u);
  }
  EXPECT_THAT(written.faults(), IsEmpty());
  read(written);
  EXPECT_THAT(written.faults(), ElementsAre("4:1 roster.crew/ada needs `name`"));
}

TEST(Items, FaultsOfEntries) {
  EXPECT_THAT(faults_of("entries = 5\n"), ElementsAre("3:11 `entries` in [roster.crew] is an integer, not a table"));
  EXPECT_THAT(faults_of("[roster.crew.entries]\nada = 'x'\n"),
              ElementsAre("4:1 \"ada\" is a string, not a table of attributes"));
  EXPECT_THAT(faults_of("[roster.crew.entries.\"\"]\nname = 'x'\n"),
              ElementsAre("3:1 an item of roster.crew has an empty key"));
  EXPECT_THAT(faults_of("[roster.crew.entries." + std::string(2049, 'a') + "]\nname = 'x'\n"),
              ElementsAre("3:1 a key of roster.crew is 2049 bytes long, more than 2048"));
  EXPECT_THAT(faults_of("[roster.crew.entries." + std::string(2048, 'a') + "]\nname = 'x'\n"), IsEmpty());
  EXPECT_THAT(faults_of("[roster.crew.entries.ada]\nname = 'x'\nid = 'bo'\n"),
              ElementsAre("3:1 `id` of roster.crew/ada is \"bo\", not its name (leave it out: the name is the key)"));
  EXPECT_THAT(faults_of("[roster.crew.entries.ada]\nname = 'x'\nlevel = nan\n"),
              ElementsAre("5:9 \"ada\" has a number that is not finite"));
}

TEST(Items, RequiredAttributesAreThereAndNotEmpty) {
  EXPECT_THAT(faults_of("[roster.crew.entries.ada]\n[roster.crew.entries.bo]\nname = ''\n"
                        "[roster.crew.entries.cy]\nname = 'Cy'\n[roster.crew.entries.di]\nname = 0\n"),
              ElementsAre("3:1 roster.crew/ada needs `name`", "4:1 roster.crew/bo needs `name`"));
}

TEST(Items, UniqueAttributesNameBothEntries) {
  Written written(
      "version = 1\n[roster.crew]\n"
      "[roster.crew.entries.bo]\nname = 'Bo'\nphone = '+18185550100'\nemail = ''\n"
      "[roster.crew.entries.ada]\nname = 'Ada'\nphone = '+18185550100'\nemail = ''\n"
      "[roster.crew.entries.cy]\nname = 'Cy'\nphone = '+18185550101'\n");
  read(written);
  EXPECT_THAT(written.faults(),
              ElementsAre("7:1 phone \"+18185550100\" is both roster.crew/bo's and roster.crew/ada's"));
  ASSERT_EQ(written.document.faults[0].also.size(), 1u);
  EXPECT_EQ(written.document.faults[0].also[0].line, 3);
}

TEST(Items, OneKeyInTwoPlacesNamesBoth) {
  Written written("version = 1\n[roster.crew]\nsource = 'crew.json'\n[roster.crew.entries.ada]\nname = 'Ada'\n",
                  {{"/fleet/crew.json", "{\n\"ada\":{\"name\":\"Ada\"},\n\"bo\":{\"name\":\"Bo\"},\n\"bo\":{}}"}});
  read(written);
  tidy(written.document.faults);
  std::vector<std::string> lines;
  for (const Diagnostic& fault : written.document.faults) {
    lines.push_back(to_string(fault.at) + " " + fault.message + ", " + to_string(fault.also.at(0)));
  }
  EXPECT_THAT(lines, ElementsAre("crew.json:2:7 roster.crew/ada is declared twice, /fleet/desired.toml:4:1",
                                 "crew.json:4:6 roster.crew/bo is declared twice, crew.json:3:6"));
}

TEST(Items, FaultsOfTheSourceItself) {
  EXPECT_THAT(faults_of("source = 'crew.xlsx'\n"),
              ElementsAre("3:10 `source` in [roster.crew] is of an unknown format, not a .csv, .json or .toml file"));
  EXPECT_THAT(faults_of("source = 'gone.csv'\n"), ElementsAre(HasSubstr("3:10 gone.csv: no such file")));
  EXPECT_THAT(faults_of("source = 'crew.csv'\n", kRules, {{"/fleet/crew.csv", "name\nAda\n"}}),
              ElementsAre("1:1 no column `id`, the key, among name"));
}

TEST(Items, ManyFaultsAreCutShort) {
  std::string rows = "id,name\n";
  for (int i = 1; i <= 250; ++i) rows += std::to_string(i) + "\n";
  const auto faults = faults_of("source = 'crew.csv'\n", kRules, {{"/fleet/crew.csv", rows}});
  ASSERT_EQ(faults.size(), 101u);
  EXPECT_EQ(faults[99], "101:1 this row has 1 cell, the header 2");
  EXPECT_EQ(faults[100], "102:1 and 150 more faults in the items of [roster.crew]");
}

}  // namespace
}  // namespace jada
