#include "engine/loop/order.h"

#include <gmock/gmock.h>

#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Declared after(const std::string& address, const std::vector<std::string>& named,
               const std::vector<std::string>& needs = {}) {
  Common common;
  for (const std::string& one : named) common.depends_on.push_back(test::at(one));
  return test::declared(address, std::move(common), needs);
}

std::vector<std::string> words(const std::vector<std::vector<Address>>& waves) {
  std::vector<std::string> told;
  for (const auto& wave : waves) {
    std::string line;
    for (const Address& address : wave) line += (line.empty() ? "" : " ") + to_string(address);
    told.push_back(line);
  }
  return told;
}

TEST(Waves, PutWhatIsNeededFirst) {
  EXPECT_THAT(words(waves(Desired{})), IsEmpty());
  EXPECT_THAT(words(waves(test::desired_of(after("a.x", {"z.x"}), after("z.x", {}), after("m.x", {})))),
              ElementsAre("m.x z.x", "a.x"));
  // A diamond with a long and a short side: the last waits for both.
  EXPECT_THAT(
      words(waves(test::desired_of(after("a.top", {"b.side", "c.mid"}), after("b.side", {"e.base"}),
                                   after("c.mid", {"d.low"}), after("d.low", {"e.base"}), after("e.base", {})))),
      ElementsAre("e.base", "b.side d.low", "c.mid", "a.top"));
}

TEST(Waves, FollowReferencesAsWellAsNames) {
  EXPECT_THAT(words(waves(test::desired_of(after("roster.crew", {}, {"region.east"}), after("region.east", {})))),
              ElementsAre("region.east", "roster.crew"));
}

TEST(Waves, TakeADanglingNeedForMet) {
  EXPECT_THAT(words(waves(test::desired_of(after("a.x", {"gone.x"})))), ElementsAre("a.x"));
}

TEST(Dependencies, AreNamedOnceAndAscend) {
  EXPECT_THAT(dependencies(after("a.x", {"c.x", "b.x"}, {"b.x"})), ElementsAre(test::at("b.x"), test::at("c.x")));
}

TEST(WaitsFor, AReferenceConcernsTheReplicaOfItsNameOnly) {
  const Declared crew = after("roster.crew", {"roster.base"}, {"region.east", "region.west"});
  const struct {
    const char* change;
    const char* needed;
    bool waits;
  } cases[] = {
      {"roster.crew/ada@east", "region.east", true}, {"roster.crew/ada@west", "region.east", false},
      {"roster.crew/ada@east", "roster.base", true}, {"roster.crew/ada@west", "roster.base", true},
      {"roster.crew", "region.east", true},
  };
  for (const auto& one : cases)
    EXPECT_EQ(waits_for(test::at(one.change), crew, test::at(one.needed)), one.waits)
        << one.change << " " << one.needed;
}

class CyclesTest : public testing::Test {
 protected:
  std::vector<std::string> found(const Desired& desired) {
    Document document{.path = "desired.toml"};
    int line = 0;
    for (const Declared& declared : desired.resources)
      document.blocks.push_back({.address = declared.address, .at = {.line = static_cast<std::uint32_t>(++line)}});
    document.files.push_back({.path = "desired.toml", .shown = "desired.toml"});
    document.texts.push_back(std::string(20, '\n'));
    find_cycles(desired, document);
    std::vector<std::string> told;
    for (const Diagnostic& fault : document.faults) told.push_back(std::to_string(fault.at.line) + " " + fault.message);
    return told;
  }
};

TEST_F(CyclesTest, AreFaultsEachOnceAtTheirFirstBlock) {
  const Desired two = test::desired_of(after("a.x", {"b.x"}), after("b.x", {"c.x"}), after("c.x", {"b.x"}),
                                       after("d.x", {"e.x"}), after("e.x", {"d.x"}));
  EXPECT_THAT(found(two), ElementsAre("2 a circle of dependencies: b.x → c.x → b.x",
                                      "4 a circle of dependencies: d.x → e.x → d.x"));
  EXPECT_THAT(found(test::desired_of(after("a.x", {"a.x"}))), ElementsAre("1 a circle of dependencies: a.x → a.x"));
  EXPECT_THAT(found(test::desired_of(after("a.x", {"b.x"}), after("b.x", {}))), IsEmpty());
}

}  // namespace
}  // namespace jada
