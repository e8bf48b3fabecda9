#include <gmock/gmock.h>

#include "tests/support/world.h"

namespace jada::test {
namespace {

const std::string kEast = "[region.east]\npath = \"/east.db\"\n";
const std::string kWest = "[region.west]\npath = \"/west.db\"\n";

std::string roster(const std::string& name, const std::string& region, const std::string& more = {}) {
  return "[roster." + name + "]\nkey = \"id\"\nreplicas = [\"region." + region + "\"]\n" + more;
}

struct ClaimCase {
  std::string name;
  std::string blocks;
  std::string fault;  // the only one; empty: none
};

const ClaimCase kCases[] = {
    {"two rosters on one table", kEast + roster("crew", "east", "table = \"boats\"\n") + roster("boats", "east"),
     "/world/desired.toml:8:1 [roster.boats] claims the table boats of region.east, which [roster.crew] has already"},
    {"one table in other letters", kEast + roster("crew", "east") + roster("boats", "east", "table = \"Crew\"\n"),
     "/world/desired.toml:7:1 [roster.boats] claims the table crew of region.east, which [roster.crew] has already"},
    {"one table in two regions",
     kEast + kWest + roster("crew", "east", "table = \"t\"\n") + roster("boats", "west", "table = \"t\"\n"), ""},
    {"two tables in one region", kEast + roster("crew", "east") + roster("boats", "east"), ""},
    {"two regions in one file", kEast + "[region.west]\npath = \"/x/../east.db\"\n",
     "/world/desired.toml:4:1 [region.west] claims the file /east.db, which [region.east] has already"},
    {"a region in the state's file", "[controller]\nstate = \"/s.db\"\n[region.east]\npath = \"/s.db\"\n",
     "/world/desired.toml:4:1 [region.east] claims the file /s.db, which the state has already"},
};

TEST(Claims, NoTwoBlocksHaveTheSame) {
  for (const ClaimCase& one : kCases) {
    World world;
    world.declare(one.blocks);
    const auto faults = world.faults_of_file();
    const auto expected = one.fault.empty() ? std::vector<std::string>{} : std::vector<std::string>{one.fault};
    EXPECT_EQ(faults, expected) << one.name;
  }
}

TEST(Claims, TheStateBesideTheFileIsItsOwnAlsoWhenTheFileIsSilent) {
  World world;
  world.declare("[region.east]\npath = \"state.db\"\n");
  EXPECT_THAT(world.faults_of_file(), testing::ElementsAre(testing::HasSubstr("which the state has already")));
}

}  // namespace
}  // namespace jada::test
