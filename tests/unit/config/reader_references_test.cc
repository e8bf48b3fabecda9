#include "engine/config/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/reading.h"

namespace jada {
namespace {

using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kThreeBlocks = "[region.east]\n[region.west]\n[token.google]\n";

TEST(Reader, AddressesOfDeclaredBlocks) {
  Written written(std::string("version = 1\n[roster.crew]\nk = ['region.west', 'token.google']\n") + kThreeBlocks);
  Reader in(written.document, kCrew);
  EXPECT_THAT(in.addresses("k", "", {"region", "token"}),
              ElementsAre(Address{"region", "west"}, Address{"token", "google"}));
  EXPECT_THAT(in.addresses("k", "", {}), ElementsAre(Address{"region", "west"}, Address{"token", "google"}));
}

TEST(Reader, OneAddressOfADeclaredBlock) {
  Written written(std::string("version = 1\n[roster.crew]\nk = 'region.west'\n") + kThreeBlocks);
  Reader in(written.document, kCrew);
  EXPECT_EQ(in.maybe_address("k", "", {"region"}), (Address{"region", "west"}));
  EXPECT_EQ(in.maybe_address("l", "", {"region"}), std::nullopt);
  const auto read = [](Reader& block) { block.maybe_address("k", "", {"region"}); };
  EXPECT_THAT(faults_of(std::string("k = 'region.wset'\n") + kThreeBlocks, read),
              ElementsAre(HasSubstr("which is not declared (did you mean `region.west`?)")));
  EXPECT_THAT(faults_of(std::string("k = ['region.west']\n") + kThreeBlocks, read),
              ElementsAre(HasSubstr("an address")));
}

TEST(Reader, AddressesThatLeadNowhereNameTheNearest) {
  const auto read = [](Reader& in) { in.addresses("k", "", {"region"}); };
  const auto faults = [&](const std::string& list) { return faults_of("k = [" + list + "]\n" + kThreeBlocks, read); };
  EXPECT_THAT(faults("'region.wset'"),
              ElementsAre("3:6 `k` in [roster.crew] names \"region.wset\", which is not declared "
                          "(did you mean `region.west`?)"));
  EXPECT_THAT(faults("'region.unknown-thing'"),
              ElementsAre("3:6 `k` in [roster.crew] names \"region.unknown-thing\", which is not declared "
                          "(declared: region.east, region.west)"));
  EXPECT_THAT(faults("'token.google'"),
              ElementsAre("3:6 `k` in [roster.crew] names \"token.google\", which is no region "
                          "(declared: region.east, region.west)"));
  EXPECT_THAT(faults("'west'"), ElementsAre("3:6 `k` in [roster.crew] names \"west\", which is no `kind.name` "
                                            "(declared: region.east, region.west)"));
  EXPECT_THAT(faults("'region.west/x'"), ElementsAre("3:6 `k` in [roster.crew] names \"region.west/x\", which is no "
                                                     "`kind.name` (did you mean `region.west`?)"));
  EXPECT_THAT(faults("'region.west', 'region.west'"),
              ElementsAre("3:21 `k` in [roster.crew] names \"region.west\" twice"));
}

TEST(Reader, NestedTablesHaveDottedNames) {
  const auto read = [](Reader& in) {
    Reader retry = in.table("retry", "");
    retry.integer("attempts", "", 1, 1, 9);
    retry.required_text("why", "the reason");
  };
  EXPECT_THAT(faults_of("retry = { attempts = 'x', why = 'y' }", read),
              ElementsAre("3:22 `retry.attempts` in [roster.crew] is a string, not an integer"));
  EXPECT_THAT(faults_of("retry = { atempts = 2, why = 'y' }", read),
              ElementsAre("3:11 unknown key `retry.atempts` in [roster.crew] (did you mean `attempts`?)"));
  EXPECT_THAT(faults_of("retry = { attempts = 2 }", read),
              ElementsAre("3:9 [roster.crew] needs `retry.why` (add `why = …`: the reason)"));
  EXPECT_THAT(faults_of("", read), IsEmpty()) << "an absent table needs nothing";
}

TEST(Reader, AnotherBlockIsReadWithoutFaults) {
  Written written("version = 1\n[roster.crew]\n[region.east]\npath = 5\nodd = 1\n");
  {
    Reader in(written.document, kCrew);
    const Reader nowhere = in.block({.kind = "region", .name = "nowhere"});
    EXPECT_FALSE(nowhere.has("path"));
    Reader east = in.block({.kind = "region", .name = "east"});
    EXPECT_TRUE(east.has("path"));
    EXPECT_EQ(east.required_text("path", ""), "");
    EXPECT_EQ(east.required_text("driver", ""), "");
    east.fault("path", "not here");
    east.maybe_secret("odd", "");
    east.table("path", "");
  }
  EXPECT_THAT(written.faults(), IsEmpty());
}

TEST(Reader, OwnFaultsNameTheBlockAndStandAtTheKeyOrAtTheBlock) {
  EXPECT_THAT(faults_of("k = 1",
                        [](Reader& in) {
                          in.accept("k");
                          in.fault("k", "cannot be", "try 2");
                          in.fault("gone", "[roster.crew] wants `gone`");
                        }),
              ElementsAre("2:1 [roster.crew] wants `gone`", "3:1 [roster.crew]: cannot be (try 2)"));
}

TEST(Reader, DescribesWhatParseReads) {
  Reader in("roster");
  in.required_text("table", "its table");
  EXPECT_EQ(in.duration("every", "how often", minutes(90)), minutes(90));
  in.choice("mode", "what to do", {"heal", "observe"}, 0);
  in.limit("most", "at once", {.value = 10, .percent = true});
  EXPECT_THAT(in.addresses("replicas", "its copies", {"region"}), IsEmpty());
  {
    Reader retry = in.table("retry", "trying again");
    EXPECT_EQ(retry.integer("attempts", "how many", 3, 1, 9), 3);
  }
  EXPECT_EQ(in.items({}).size(), 0u);
  EXPECT_FALSE(in.has("table"));

  std::vector<std::string> lines;
  for (const KeyDoc& key : in.described()) {
    lines.push_back(key.name + " " + key.type + (key.required ? " required" : "") + " " + key.fallback.value_or("-"));
  }
  EXPECT_THAT(lines, ElementsAre("table string required -", "every duration \"1h30m\"", "mode choice \"heal\"",
                                 "most percent \"10%\"", "replicas addresses -", "retry table -",
                                 "retry.attempts integer 3", "entries.* items -", "source path -"));
  EXPECT_THAT(in.described()[2].choices, ElementsAre("heal", "observe"));
}

}  // namespace
}  // namespace jada
