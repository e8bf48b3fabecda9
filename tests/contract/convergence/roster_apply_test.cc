// Stops the world at every call to the outside, one after the other, in every shape; then lets it converge and asserts
// the world: both regions as declared, foreign attributes untouched, the state sound, and nothing left to do.
#include <gtest/gtest.h>

#include "tests/support/world.h"

namespace jada::test {

namespace {

const std::string kPlaces = R"(
[region.east]
path = "/east.db"
[region.west]
path = "/west.db"
[roster.crew]
key = "crew_id"
replicas = ["region.east", "region.west"]
on_extra = "delete"
)";

const std::string kBefore = kPlaces + R"(
[roster.crew.entries.ada]
name = "Ada Park"
role = "captain"
[roster.crew.entries.bo]
name = "Bo Lindqvist"
role = "mate"
[roster.crew.entries.cleo]
name = "Cleo Marsh"
role = "crew"
)";

// ada edited, bo gone, cleo as before, dee new.
const std::string kAfter = kPlaces + R"(
[roster.crew.entries.ada]
name = "Ada Park"
role = "skipper"
[roster.crew.entries.cleo]
name = "Cleo Marsh"
role = "crew"
[roster.crew.entries.dee]
name = "Dee Okafor"
role = "mate"
)";

// Applied once; then the file is edited, a region is drifted by hand, and something of others lies beside ours.
void prepare_edited(World& world) {
  world.regions["east"].exists = false;
  world.declare(kBefore);
  EXPECT_EQ(world.apply().exit_code, 0);
  world.put("west", "crew", "cleo", R"({"crew_id":"cleo","name":"Cleo Marsh","role":"mate","availability":"sat"})");
  world.put("east", "crew", "charter-7", R"({"crew_id":"charter-7","boat":"Heron"})");
  world.declare(kAfter);
}

void expect_converged(World& world) {
  for (int pass = 0; pass < 3; ++pass) {
    world.clock.time += std::chrono::minutes{5};
    (void)world.apply();
  }
  const Told last = world.plan({.detailed = true});
  EXPECT_EQ(last.lines, std::vector<std::string>{"- roster.crew/charter-7@east delete unmanaged [never recorded as "
                                                 "ours; --allow 'delete:roster.crew<=1' deletes it]"})
      << last.error;
  for (const char* region : {"east", "west"}) {
    EXPECT_EQ(world.item(region, "crew", "bo"), "absent");
    EXPECT_EQ(world.item(region, "crew", "ada"), R"({"crew_id":"ada","name":"Ada Park","role":"skipper"})");
    EXPECT_EQ(world.item(region, "crew", "dee"), R"({"crew_id":"dee","name":"Dee Okafor","role":"mate"})");
  }
  EXPECT_EQ(world.item("west", "crew", "cleo"),
            R"({"crew_id":"cleo","name":"Cleo Marsh","role":"crew","availability":"sat"})");
  EXPECT_EQ(world.item("east", "crew", "charter-7"), R"({"crew_id":"charter-7","boat":"Heron"})");
  EXPECT_EQ(*world.store->check(), std::vector<std::string>{});
  EXPECT_TRUE(world.store->list("@intent")->empty()) << "an intent was left open";
}

class Convergence : public testing::TestWithParam<Faults::Shape> {};

TEST_P(Convergence, HealsWhateverCallFails) {
  int points = 0;
  for (int nth = 1; nth < 200; ++nth) {
    World world;
    prepare_edited(world);
    world.faults.arm(nth, GetParam());
    (void)world.apply();
    if (world.faults.calls() < nth) break;  // it got through untouched: every point was tried
    points = nth;
    world.faults.disarm();
    world.node.dead.insert(world.node.pid);  // the process that failed is gone, its lease with it
    SCOPED_TRACE("call " + std::to_string(nth));
    expect_converged(world);
  }
  EXPECT_GT(points, 15) << "too few calls to the outside were tried";
  EXPECT_LT(points, 199) << "not every call was tried";
}

TEST_P(Convergence, HealsAFirstApplyToo) {
  for (int nth = 1; nth < 200; ++nth) {
    World world;
    world.regions["east"].exists = false;
    world.declare(kAfter);
    world.faults.arm(nth, GetParam());
    (void)world.apply();
    if (world.faults.calls() < nth) break;
    world.faults.disarm();
    world.node.dead.insert(world.node.pid);
    SCOPED_TRACE("call " + std::to_string(nth));
    world.clock.time += std::chrono::minutes{5};
    EXPECT_EQ(world.apply().exit_code, 0);
    EXPECT_TRUE(world.plan().lines.empty());
    EXPECT_EQ(world.item("east", "crew", "dee"), world.item("west", "crew", "dee"));
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Convergence,
                         testing::Values(Faults::Shape::blip, Faults::Shape::outage, Faults::Shape::lost_answer),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace jada::test
