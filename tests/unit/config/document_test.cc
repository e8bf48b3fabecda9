#include "engine/config/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/config_fakes.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> addresses(const Document& document) {
  std::vector<std::string> all;
  for (const Block& block : document.blocks) all.push_back(to_string(block.address));
  return all;
}

TEST(Document, HoldsItsBlocksByAddress) {
  const Document document = load(
      "version = 1\n[roster.crew]\ntable = \"x\"\n[region.west]\n[controller]\nnode = \"a\"\n[roster.b]\n[guard]\n");
  EXPECT_THAT(fault_lines(document), IsEmpty());
  EXPECT_THAT(addresses(document), ElementsAre("controller.", "guard.", "region.west", "roster.b", "roster.crew"));
  const Block* crew = document.block({"roster", "crew"});
  ASSERT_NE(crew, nullptr);
  EXPECT_EQ(crew->at.line, 2u);
  EXPECT_EQ(*find(crew->table, "table")->text(), "x");
  EXPECT_EQ(document.block({"roster", "cre"}), nullptr);
  EXPECT_EQ(document.sha256, sha256_hex(document.texts[0]));
}

TEST(Document, FaultsCarryPlaceAndLine) {
  Document document = load("version = 1\r\n[region.west]\r\nname = 1\r\n");
  document.fault({0, 3, 1}, 4, "no good", "better not", {{0, 2, 1}});
  ASSERT_EQ(document.faults.size(), 1u);
  EXPECT_EQ(document.faults[0].snippet, "name = 1");
  EXPECT_EQ(document.faults[0].at, (Position{"/etc/jada/desired.toml", 3, 1}));
  EXPECT_THAT(document.faults[0].also, ElementsAre(Position{"/etc/jada/desired.toml", 2, 1}));
}

TEST(Document, ReadsALargeFileAgainToShowALine) {
  FakeFiles files{{"/etc/jada/desired.toml", "version = 1\n[region.west]\n" + std::string(2u << 20, '#')}};
  Document document = load(files);
  EXPECT_TRUE(document.texts[0].empty()) << "not kept";
  document.fault({0, 2, 1}, 1, "no good");
  EXPECT_EQ(document.faults[0].snippet, "[region.west]");
  document = load(files);
  files["/etc/jada/desired.toml"] += "\n";
  document.fault({0, 2, 1}, 1, "no good");
  EXPECT_EQ(document.faults[0].snippet, "") << "it is no longer what was read";
}

TEST(Document, DoesNotShowLinesUnfitForIt) {
  Document document = load("version = 1 # " + std::string(5000, 'x') + "\n");
  document.fault({0, 1, 1}, 1, "no good");
  document.fault({0, 99, 1}, 1, "beyond the end");
  EXPECT_EQ(document.faults[0].snippet, "");
  EXPECT_EQ(document.faults[1].snippet, "");
}

struct TopCase {
  const char* name;
  std::string text;
  std::vector<std::string> faults;
};

TEST(Document, FindsWhatIsWrongAtTheTop) {
  const std::vector<TopCase> cases = {
      {"empty", "", {"1:1 `version = 1` is missing (begin the file with `version = 1`)"}},
      {"only a mark", "\xEF\xBB\xBF", {"1:1 `version = 1` is missing (begin the file with `version = 1`)"}},
      {"another version", "version = 2\n", {"1:11 `version` must be 1 (this program reads version 1 only)"}},
      {"a version in quotes", "version = \"1\"\n", {"1:11 `version` must be 1 (this program reads version 1 only)"}},
      {"unknown key, and no version",
       "versoin = 1\n",
       {"1:1 `version = 1` is missing (begin the file with `version = 1`)",
        "1:1 unknown key `versoin` (did you mean `version`?)"}},
      {"unknown kind near one", "version = 1\n[tokn.a]\nx = 1\n", {"2:2 unknown kind `tokn` (did you mean `token`?)"}},
      {"unknown kind near none",
       "version = 1\n[zebra.a]\n",
       {"2:2 unknown kind `zebra` (known kinds: controller, guard, region, roster, token)"}},
      {"unknown kind twice is one fault",
       "version = 1\n[tokn.a]\n[tokn.b]\n",
       {"2:2 unknown kind `tokn` (did you mean `token`?)"}},
      {"a kind without a name",
       "version = 1\n[roster]\ntable = 1\nkey = 2\n[roster.a]\n",
       {"3:1 [roster] needs a name (write [roster.NAME])"}},
      {"an empty kind", "version = 1\n[roster]\n", {"2:2 [roster] needs a name (write [roster.NAME])"}},
      {"a kind that is no table",
       "version = 1\nroster = 3\n",
       {"2:1 `roster` must be a table, not an integer (write [roster.NAME])"}},
      {"an array of kinds",
       "version = 1\n[[roster]]\n",
       {"2:3 `roster` must be a table, not an array (write [roster.NAME])"}},
      {"an array of blocks", "version = 1\n[[roster.crew]]\n", {"2:10 [roster] needs a name (write [roster.NAME])"}},
      {"guard that is no table",
       "version = 1\nguard = true\n",
       {"2:1 `guard` must be a table, not a boolean (write [guard])"}},
      {"a bad name",
       "version = 1\n[roster.\"my crew\"]\n",
       {"2:9 `my crew` is no name for a [roster.NAME] (a name is letters, digits, `_` and `-`)"}},
      {"a bad include",
       "version = 1\ninclude = \"a.toml\"\n",
       {"2:11 `include` must be an array of file patterns (write include = [\"conf.d/*.toml\"])"}},
      {"TOML that is none", "version = 1\n[roster\n", {"2:8 not valid TOML: expected ']', saw '\\n' (table header)"}},
  };
  for (const TopCase& c : cases) EXPECT_EQ(fault_lines(load(c.text)), c.faults) << c.name;
}

TEST(Document, FindsEverythingAtOnce) {
  EXPECT_EQ(fault_lines(load("version = 3\nx = 1\n[tokn.a]\n[roster.\"b c\"]\n")).size(), 4u);
}

TEST(Document, SaysWhenItIsNotThere) {
  const Document document = load(FakeFiles{});
  EXPECT_THAT(fault_lines(document),
              ElementsAre("0:0 /etc/jada/desired.toml: no such file (`jada-reconcile init` writes one)"));
  EXPECT_TRUE(document.incomplete);
  EXPECT_EQ(document.sha256, "");
}

TEST(Document, SaysWhenItCannotBeRead) {
  EXPECT_THAT(fault_lines(load("<denied>")), ElementsAre("0:0 /etc/jada/desired.toml: no permission to read it"));
  LoadOptions options = options_for();
  options.size_limit = 10;
  const FakeFiles files{{"/etc/jada/desired.toml", "version = 1\n"}};
  EXPECT_THAT(fault_lines(load_document(options, files)),
              ElementsAre("0:0 /etc/jada/desired.toml: larger than the limit"));
}

TEST(DocumentIncludes, MergeFilesOfThePatterns) {
  const Document document =
      load({{"/etc/jada/desired.toml", "version = 1\ninclude = [\"*.toml\", \"conf.d/b.toml\"]\n"},
            {"/etc/jada/a.toml", "[roster.a]\n"},
            {"/etc/jada/conf.d/b.toml", "version = 1\n[roster.b]\n"},
            {"/etc/jada/conf.d/not.toml", "[roster.c]\n"}});
  EXPECT_THAT(fault_lines(document), IsEmpty());
  EXPECT_THAT(addresses(document), ElementsAre("roster.a", "roster.b"));
  ASSERT_EQ(document.files.size(), 3u) << "the main file matches its own pattern and is not read again";
  EXPECT_EQ(document.position(document.block({"roster", "b"})->at), (Position{"conf.d/b.toml", 2, 1}));
}

TEST(DocumentIncludes, ReportWhatIsWrongWithThem) {
  const std::string main = "version = 1\ninclude = [\"gone.toml\", \"none/*.toml\", \"x/*.toml\"]\n[roster.crew]\n";
  const Document document = load({{"/etc/jada/desired.toml", main},
                                  {"/etc/jada/x/1.toml", "include = [\"y\"]\nversion = 2\n"},
                                  {"/etc/jada/x/2.toml", "<denied>"},
                                  {"/etc/jada/x/3.toml", "= 1\n"},
                                  {"/etc/jada/x/4.toml", "[roster.crew]\n"}});
  std::vector<std::string> messages;
  for (const Diagnostic& fault : document.faults) messages.push_back(to_string(fault.at) + " " + fault.message);
  EXPECT_THAT(messages, testing::UnorderedElementsAre("/etc/jada/desired.toml:2:12 gone.toml: no such file",
                                                      "/etc/jada/desired.toml:2:40 x/2.toml: no permission to read it",
                                                      "x/1.toml:1:1 an included file may not include further files",
                                                      "x/1.toml:2:11 `version` must be 1",
                                                      testing::StartsWith("x/3.toml:1:1 not valid TOML"),
                                                      "x/4.toml:1:1 [roster.crew] stands in two files"));
  const auto twice = std::find_if(document.faults.begin(), document.faults.end(),
                                  [](const Diagnostic& fault) { return !fault.also.empty(); });
  ASSERT_NE(twice, document.faults.end());
  EXPECT_THAT(twice->also, ElementsAre(Position{"/etc/jada/desired.toml", 3, 1}));
  EXPECT_THAT(addresses(document), ElementsAre("roster.crew"));
}

TEST(DocumentIncludes, DoNotMixTheEntriesOfEqualBlocks) {
  const std::string crew = "[roster.crew]\n[roster.crew.entries.ada]\nlevel = 1\n";
  const Document document =
      load({{"/etc/jada/desired.toml", "version = 1\ninclude = [\"a.toml\"]\n" + crew}, {"/etc/jada/a.toml", crew}});
  EXPECT_EQ(document.faults.size(), 1u);
  ASSERT_TRUE(document.scanned.contains({"roster", "crew"}));
  EXPECT_EQ(document.scanned.at({"roster", "crew"}).size(), 1u);
}

TEST(DocumentInputs, AreReadOnce) {
  const FakeFiles files{{"/etc/jada/desired.toml", "version = 1\n"}, {"/etc/jada/crew.csv", "key\nada\n"}};
  Document document = load(files);
  EXPECT_EQ(document.read_input("/etc/jada/crew.csv", "crew.csv", {0, 1, 1}), 1u);
  EXPECT_EQ(document.read_input("/etc/jada/crew.csv", "crew.csv", {0, 1, 1}), 1u);
  EXPECT_EQ(document.texts.size(), 2u);
  EXPECT_EQ(document.files[1].digest, digest_of("key\nada\n", 7));
  EXPECT_EQ(document.read_input("/etc/jada/gone.csv", "gone.csv", {0, 1, 1}), std::nullopt);
  EXPECT_THAT(fault_lines(document), ElementsAre("1:1 gone.csv: no such file"));
}

}  // namespace
}  // namespace jada
