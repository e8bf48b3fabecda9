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

TEST(RegionParse, OfDynamoDbNeedsNothingButItsName) {
  const Address address{"region", "us-west-2"};
  const auto [spec, faults] = test::parsed<Region>(address, "[region.us-west-2]\ndriver = \"dynamodb\"\n");
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(spec.driver, "dynamodb");
  EXPECT_EQ(spec.path, "");
  EXPECT_EQ(spec.dynamo.region, "us-west-2");
  EXPECT_EQ(spec.dynamo.endpoint + spec.dynamo.profile + spec.dynamo.role_arn, "");
  EXPECT_EQ(spec.dynamo.max_in_flight, 0u);
  EXPECT_THAT(spec.dynamo.capacity, IsEmpty());
  EXPECT_TRUE(Region::remote(spec));
  EXPECT_EQ(Region::claims(spec), std::vector<std::string>{"DynamoDB in us-west-2"});
}

TEST(RegionParse, OfDynamoDbSaysHowToReachIt) {
  const auto [spec, faults] = test::parsed<Region>(kWest, R"([region.west]
driver = "dynamodb"
region = "eu-central-1"
endpoint = "http://127.0.0.1:8000/"
profile = "crew"
role_arn = "arn:aws:iam::111122223333:role/crew"
max_in_flight = 8
capacity.crew = { read = 50, write = 20 }
capacity."crew.2" = { write = 5 }
)");
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(spec.name, "west");
  EXPECT_EQ(spec.dynamo.region, "eu-central-1");
  EXPECT_EQ(spec.dynamo.endpoint, "http://127.0.0.1:8000");
  EXPECT_EQ(spec.dynamo.profile, "crew");
  EXPECT_EQ(spec.dynamo.role_arn, "arn:aws:iam::111122223333:role/crew");
  EXPECT_EQ(spec.dynamo.max_in_flight, 8u);
  ASSERT_EQ(spec.dynamo.capacity.size(), 2u);
  EXPECT_EQ(spec.dynamo.capacity.at("crew").read, 50);
  EXPECT_EQ(spec.dynamo.capacity.at("crew").write, 20);
  EXPECT_EQ(spec.dynamo.capacity.at("crew.2").read, 0);
  EXPECT_EQ(spec.dynamo.capacity.at("crew.2").write, 5);
  EXPECT_EQ(Region::claims(spec).front(),
            "DynamoDB in eu-central-1 at http://127.0.0.1:8000 with the profile crew as "
            "arn:aws:iam::111122223333:role/crew");
}

TEST(RegionParse, TellsWhatIsWrongOnce) {
  const std::pair<std::string, std::string> cases[] = {
      {"driver = \"sqllite\"\npath = \"a\"", "sqllite"},
      {"driver = \"sqlite\"", "`path`"},
      {"driver = \"sqlite\"\npath = \"a\"\nregion = \"us-west-2\"", "`region` means nothing here"},
      {"driver = \"sqlite\"\npath = \"a\"\nprofile = \"p\"", "`profile` means nothing here"},
      {"driver = \"sqlite\"\npath = \"a\"\nendpoint = \"http://192.0.2.1\"", "`endpoint` means nothing here"},
      {"driver = \"sqlite\"\npath = \"a\"\ncapacity.crew.read = 1", "`capacity` means nothing here"},
      {"driver = \"dynamodb\"\npath = \"a\"", "`path` means nothing here: it is for driver = \"sqlite\""},
      {"driver = \"dynamodb\"\nendpoint = \"http://192.0.2.1\"", "`endpoint` is no https address"},
      {"driver = \"dynamodb\"\nendpoint = \"192.0.2.1\"", "`endpoint` is no https address"},
      {"driver = \"dynamodb\"\nendpoint = \"https://db.example/?a=b\"", "`endpoint` is no https address"},
      {"driver = \"dynamodb\"\nrole_arn = \"crew\"", "`role_arn` is no ARN"},
      {"driver = \"dynamodb\"\nregion = \"evil.example/\"", "`evil.example/` is no region of AWS"},
      {"driver = \"dynamodb\"\nregion = \"\"", "`` is no region of AWS"},
      {"driver = \"dynamodb\"\nregion = \"US-WEST-2\"", "is no region of AWS"},
      {"driver = \"dynamodb\"\nmax_in_flight = 257", "max_in_flight"},
      {"driver = \"dynamodb\"\nmax_in_flight = -1", "max_in_flight"},
      {"driver = \"dynamodb\"\ncapacity.crew = 5", "capacity.crew"},
      {"driver = \"dynamodb\"\ncapacity.crew.read = -5", "read"},
      {"driver = \"dynamodb\"\ncapacity.crew.raed = 5", "raed"},
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
