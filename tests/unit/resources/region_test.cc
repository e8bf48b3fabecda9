#include "resources/region/region.h"

#include <gmock/gmock.h>

#include "state/open.h"
#include "tests/support/fake_outside.h"
#include "tests/support/fake_regions.h"
#include "tests/unit/resources/block_text.h"

namespace jada {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

const Address kWest{"region", "west"};

TEST(RegionParse, ReadsWhereItIs) {
  const auto [spec, faults] = test::parsed<Region>(kWest, "[region.west]\ndriver = \"sqlite\"\npath = \"west.db\"\n");
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(spec.name, "west");
  EXPECT_EQ(spec.driver, "sqlite");
  EXPECT_EQ(spec.path, "/etc/jada/west.db");
}

TEST(RegionParse, NamesTheDriverItDoesNotHave) {
  const std::pair<std::string, std::string> cases[] = {
      {"driver = \"dynamodb\"", "`dynamodb` is not in this version yet"},
      {"driver = \"dynamodb\"\nendpoint = \"http://192.0.2.1\"", "`dynamodb` is not in this version yet"},
      {"driver = \"sqllite\"\npath = \"a\"", "sqllite"},
      {"driver = \"sqlite\"", "`path`"},
  };
  for (const auto& [block, says] : cases) {
    const auto [spec, faults] = test::parsed<Region>(kWest, "[region.west]\n" + block + "\n");
    EXPECT_EQ(faults.size(), 1u) << block;
    EXPECT_THAT(faults, Contains(HasSubstr(says))) << block;
  }
}

class RegionTest : public testing::Test {
 protected:
  Result<Region::Observed> look(bool stored_only = false, std::optional<Record> prior = {}) {
    Env env{outside.with(regions), *store};
    return Region::observe(spec, {.address = kWest, .prior = std::move(prior), .stored_only = stored_only}, env);
  }
  Verdict verdict() {
    std::vector<ReplicaSight<Region::Observed>> sights;
    sights.push_back({"", look()});
    return Region::diff(spec, sights, clock.now());
  }

  std::unique_ptr<Store> store = memory_store();
  test::FakeRegions regions{};
  test::FixedClock clock{};
  test::FakeOutside outside{clock};
  Region::Spec spec{.name = "west", .driver = "sqlite", .path = "/srv/west.db"};
};

TEST_F(RegionTest, IsMadeWhenAbsentAndThenLeftAlone) {
  regions["west"].exists = false;
  const auto changes = verdict().changes;
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].address, kWest);
  EXPECT_EQ(changes[0].action, Action::create);
  EXPECT_EQ(changes[0].reason, "absent");
  EXPECT_EQ(changes[0].seen, std::nullopt);
  EXPECT_EQ(changes[0].wanted, R"({"driver":"sqlite","path":"/srv/west.db"})");
  Env env{outside.with(regions), *store};
  EXPECT_EQ(Region::apply(spec, std::vector{&changes.front()}, env).front().fate, WriteFate::done);
  EXPECT_THAT(verdict().changes, IsEmpty());
}

TEST_F(RegionTest, NothingRestsOnARegionThatDoesNotAnswer) {
  regions["west"].exists = false;
  const auto changes = verdict().changes;
  regions["west"].down = true;
  EXPECT_THAT(verdict().changes, IsEmpty());
  Env env{outside.with(regions), *store};
  const auto outcomes = Region::apply(spec, std::vector{&changes.front()}, env);
  EXPECT_EQ(outcomes.front().fate, WriteFate::failed);
  EXPECT_EQ(outcomes.front().trouble.code, Code::unavailable);
}

TEST_F(RegionTest, TheStateAloneTellsWhatWasLastSeen) {
  EXPECT_EQ(look(true).error().code, Code::unavailable);
  Record record{.address = kWest};
  record.observed = verdict().replica_notes.front().second;
  EXPECT_TRUE(look(true, record)->exists);
  regions["west"].exists = false;
  record.observed = verdict().replica_notes.front().second;
  EXPECT_FALSE(look(true, record)->exists);
  EXPECT_TRUE(look(true, Record{.address = kWest, .applied = "{}"})->exists);
}

}  // namespace
}  // namespace jada
