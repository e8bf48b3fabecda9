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
    {"two secret folders in one place",
     "[secret_dir.a]\npath = \"/s\"\n[secret_dir.b]\npath = \"/x/../s\"\nfile_mode = \"0400\"\n",
     "/world/desired.toml:4:1 [secret_dir.b] claims the folder /s, which [secret_dir.a] has already"},
    {"a token in the state's file",
     "[controller]\nstate = \"s.db\"\n[token.g]\nfile = \"s.db\"\ngrant = \"self_signed_jwt\"\n",
     "/world/desired.toml:4:1 [token.g] claims the file /world/s.db, which the state has already"},
    {"a token in the file that declares it", "[token.g]\nfile = \"desired.toml\"\ngrant = \"self_signed_jwt\"\n",
     "/world/desired.toml:2:1 [token.g] claims the file /world/desired.toml, which the declaration has already"},
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

TEST(Claims, TwoSpellingsOfOnePlaceAreOne) {
  World world;
  world.files.links["/current"] = "/srv/7";
  world.declare("[region.east]\npath = \"/srv/7/a.db\"\n[region.west]\npath = \"/current/a.db\"\n");
  EXPECT_THAT(world.faults_of_file(),
              testing::ElementsAre(testing::HasSubstr("[region.west] claims the file /srv/7/a.db")));
}

TEST(Claims, OnlyTheBlockThatCameLaterIsAtFault) {
  World world;
  world.declare("[region.east]\npath = \"/a.db\"\n[region.west]\npath = \"/a.db\"\n");
  const Desired desired = world.read();
  EXPECT_FALSE(desired.valid());
  EXPECT_TRUE(desired.faults_of({"region", "east"}).empty());
  EXPECT_EQ(desired.faults_of({"region", "west"}).size(), 1u);
  EXPECT_NE(desired.find({"region", "east"}), nullptr);
  EXPECT_EQ(desired.find({"region", "west"}), nullptr);
}

}  // namespace
}  // namespace jada::test
