#include <gmock/gmock.h>

#include "resources/roster/roster.h"
#include "tests/unit/resources/block_text.h"

namespace jada {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Address kCrew{"roster", "crew"};
const std::string kRegions = R"(
[region.east]
path = "east.db"
[region.west]
path = "/srv/west.db"
)";

TEST(RosterParse, ReadsTheWholeBlock) {
  const auto [spec, faults] = test::parsed<Roster>(kCrew, kRegions + R"(
[roster.crew]
table = "crew-dispatch"
key = "crew_id"
replicas = ["region.west", "region.east"]
on_extra = "delete"
unique = ["phone"]
required = ["name"]
[roster.crew.entries.bob]
name = "Bob Ito"
[roster.crew.entries.ada]
crew_id = "ada"
name = "Ada Park"
phone = "+18185550100"
level = 1
)");
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(spec.table, "crew-dispatch");
  EXPECT_EQ(spec.key, "crew_id");
  EXPECT_EQ(spec.on_extra, Roster::OnExtra::remove);
  ASSERT_EQ(spec.replicas.size(), 2u);
  EXPECT_EQ(spec.replicas[0].name, "west");
  EXPECT_EQ(spec.replicas[0].path, "/srv/west.db");
  EXPECT_EQ(spec.replicas[1].path, "/etc/jada/east.db");
  ASSERT_EQ(spec.items.size(), 2u);
  EXPECT_EQ(spec.items.key(0), "ada");
  EXPECT_EQ(spec.items.body(0), R"({"level":1,"name":"Ada Park","phone":"+18185550100"})");
  EXPECT_EQ(spec.source(0).line, 17);
  EXPECT_THAT(spec.source(0).file, HasSubstr("desired.toml"));
}

TEST(RosterParse, HasDefaults) {
  const auto [spec, faults] =
      test::parsed<Roster>(kCrew, kRegions + "[roster.crew]\nkey = \"id\"\nreplicas = [\"region.east\"]\n");
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(spec.table, "crew");
  EXPECT_EQ(spec.on_extra, Roster::OnExtra::report);
  EXPECT_EQ(spec.items.size(), 0u);
}

struct FaultCase {
  std::string name;
  std::string block;
  std::string says;
};

TEST(RosterParse, NamesEveryFault) {
  const FaultCase cases[] = {
      {"no key", "replicas = [\"region.east\"]", "`key`"},
      {"no replicas", "key = \"id\"", "at least one region"},
      {"empty replicas", "key = \"id\"\nreplicas = []", "at least one region"},
      {"replica twice", "key = \"id\"\nreplicas = [\"region.east\", \"region.east\"]", "twice"},
      {"dangling replica", "key = \"id\"\nreplicas = [\"region.eest\"]", "region.eest"},
      {"wrong kind", "key = \"id\"\nreplicas = [\"roster.crew\"]", "roster.crew"},
      {"empty table", "key = \"id\"\ntable = \"\"\nreplicas = [\"region.east\"]", "`table` is empty"},
      {"unknown on_extra", "key = \"id\"\non_extra = \"drop\"\nreplicas = [\"region.east\"]", "drop"},
      {"unknown key", "key = \"id\"\nreplica = 1\nreplicas = [\"region.east\"]", "`replica`"},
  };
  for (const FaultCase& one : cases) {
    const auto [spec, faults] = test::parsed<Roster>(kCrew, kRegions + "[roster.crew]\n" + one.block + "\n");
    EXPECT_EQ(faults.size(), 1u) << one.name;
    EXPECT_THAT(faults, Contains(HasSubstr(one.says))) << one.name;
  }
}

}  // namespace
}  // namespace jada
