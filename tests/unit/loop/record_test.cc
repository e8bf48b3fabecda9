// Looking never makes an item ours; applying does.
#include "engine/loop/record.h"

#include <gmock/gmock.h>

#include "state/open.h"
#include "tests/support/world.h"
#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using testing::ElementsAre;

constexpr const char* kCrew = R"([region.east]
path = "/east.db"
[roster.crew]
key = "crew_id"
on_extra = "delete"
replicas = ["region.east"]
[roster.crew.entries.ada]
role = "captain"
[roster.crew.entries.bo]
role = "mate"
)";
constexpr const char* kWithoutAda = R"([region.east]
path = "/east.db"
[roster.crew]
key = "crew_id"
on_extra = "delete"
replicas = ["region.east"]
[roster.crew.entries.bo]
role = "mate"
)";

class RecordTest : public testing::Test {
 protected:
  bool ours(const std::string& address) {
    const auto record = world.store->find_item(test::at(address));
    return record && *record && (*record)->applied;
  }
  test::World world{};
};

TEST_F(RecordTest, AnItemFoundInStepIsOursAfterAnApplyOnly) {
  world.put("east", "crew", "ada", R"({"crew_id":"ada","role":"captain"})");
  world.declare(kCrew);
  world.plan();
  world.drift();
  EXPECT_FALSE(ours("roster.crew/ada@east"));
  world.apply();
  EXPECT_TRUE(ours("roster.crew/ada@east"));
}

TEST_F(RecordTest, WhatWasOnlyLookedAtIsNotDeletedWhenItGoesFromTheFile) {
  world.put("east", "crew", "ada", R"({"crew_id":"ada","role":"captain"})");
  world.put("east", "crew", "bo", R"({"crew_id":"bo","role":"mate"})");
  world.declare(kCrew);
  world.plan();
  world.declare(kWithoutAda);
  const auto told = world.apply();
  EXPECT_EQ(told.exit_code, 4);
  EXPECT_NE(world.item("east", "crew", "ada"), "absent");
}

TEST_F(RecordTest, ADriftedItemOfOursStaysOursWhileItIsLookedAt) {
  world.declare(kCrew);
  world.apply();
  world.put("east", "crew", "ada", R"({"crew_id":"ada","role":"cook"})");
  world.drift();
  world.plan();
  EXPECT_TRUE(ours("roster.crew/ada@east"));
  const auto record = *world.store->find_item(test::at("roster.crew/ada@east"));
  EXPECT_EQ(record->status, ItemStatus::differs);
  EXPECT_NE(record->applied, record->observed);
  world.declare(kWithoutAda);
  EXPECT_THAT(world.apply().lines, ElementsAre("- roster.crew/ada@east delete edit done"));
}

TEST_F(RecordTest, AnItemStillApartInTheSameWayIsNotWrittenAgain) {
  const auto revision = [&] { return (*world.store->find_item(test::at("roster.crew/ada@east")))->revision; };
  world.declare(kCrew);
  world.apply();
  world.put("east", "crew", "ada", R"({"crew_id":"ada","role":"cook"})");
  world.plan();
  const auto first = revision();
  world.plan();
  world.drift();
  EXPECT_EQ(revision(), first);
  world.put("east", "crew", "ada", R"({"crew_id":"ada","role":"pilot"})");
  world.plan();
  EXPECT_GT(revision(), first);
}

TEST_F(RecordTest, WhatCouldNotBeSeenKeepsItsRows) {
  world.declare(kCrew);
  world.apply();
  world.put("east", "crew", "ada", R"({"crew_id":"ada","role":"cook"})");
  world.drift();
  world.regions["east"].down = true;
  world.clock.time += std::chrono::hours{1};
  world.drift();
  const auto rows = *world.store->drift(test::at("roster.crew"));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows.front().last_seen_at, test::FixedClock{}.now()) << "its age shows";
}

TEST_F(RecordTest, ARefusedApplyForgetsAndSucceedsAtNothing) {
  world.declare(
      std::string(kCrew) +
      "[roster.dock]\nkey = \"crew_id\"\nreplicas = [\"region.east\"]\n[roster.dock.entries.cy]\nrole = \"hand\"\n");
  world.apply();
  const auto before = *world.store->find(test::at("roster.crew"));
  world.clock.time += std::chrono::hours{1};
  world.declare("[guard]\nmax_delete = 0\n" + std::string(kWithoutAda));  // dock is gone too
  ASSERT_EQ(world.apply().exit_code, 4);
  EXPECT_TRUE(*world.store->find(test::at("roster.dock"))) << "nothing was carried out, so nothing is forgotten";
  EXPECT_EQ((*world.store->find(test::at("roster.crew")))->succeeded_at, before->succeeded_at)
      << "a refusal is no success";
}

TEST(Record, SaysWhatFallsDueNextAndWhy) {
  const auto store = memory_store();
  const Desired desired = test::desired_of(test::declared("roster.crew"));
  const Time due = test::FixedClock{}.now() + std::chrono::hours{1};
  Decision decision;
  decision.plan.observations = {test::seen_at("roster.crew")};
  decision.plan.standings = {{.address = test::at("roster.crew")}};
  decision.settled = {{.resource = test::at("roster.crew"), .found = {.recheck_at = due, .recheck_reason = "refresh"}}};
  const auto batch = record_look(decision, desired, *store, false);
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->put.size(), 1u);
  EXPECT_EQ(batch->put.front().due_at, due);
  EXPECT_THAT(batch->put.front().standing, testing::HasSubstr(R"("next_reason":"refresh")"));
}

// A kind whose items stand in no file: what is held of them is found apart by every look.
TEST(Record, ItemsOfAKindThatKeepsNoRecordsOfThemAreRecordedAsDriftOnlyLookAfterLook) {
  const auto store = memory_store();
  const Desired desired = test::desired_of(test::declared("roster.crew"));
  Change held = test::updated("roster.crew/ada", Cause::drift);
  held.blocked_by = {"mend it by hand"};
  Decision decision{.plan = test::plan_of({held})};
  decision.plan.observations = {test::seen_at("roster.crew")};
  decision.plan.standings = {{.address = test::at("roster.crew")}};
  for (int look = 1; look <= 3; ++look) {
    const auto batch = record_look(decision, desired, *store, look == 2);
    ASSERT_TRUE(batch) << batch.error().message;
    const auto stored = store->commit(*batch);
    EXPECT_TRUE(stored) << look << ": " << stored.error().message;
  }
  EXPECT_EQ(store->drift(test::at("roster.crew"))->size(), 1u);
}

}  // namespace
}  // namespace jada
