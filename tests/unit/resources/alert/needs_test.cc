// One trouble is told once, where it is.
#include "tests/unit/resources/alert/rule_world.h"

namespace jada {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::rule_of;
using test::RuleWorld;
using test::Stand;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kNotify = "notify = [\"channel.ops\"]\n";
const Alert::Spec kFailures = rule_of("consecutive_failures = 3\n" + kNotify).first;
const Stand kRevoked{.failures = 1, .diagnosis = "revoked", .is_permanent = true};

TEST(AlertNeeds, WhatWaitsForAnotherIsNotAnotherAlert) {
  const Alert::Spec stale = rule_of("stale_for = \"45m\"\n" + kNotify).first;
  const Stand old{.needs = {"token.google"}, .succeeded_at = RuleWorld().now() - hours(2)};
  const std::pair<const char*, Stand> troubles[] = {
      {"ailing", {.diagnosis = "throttled", .succeeded_at = RuleWorld().now()}},
      {"unusable", {.unusable = "expired", .succeeded_at = RuleWorld().now()}},
      {"failing", {.failures = 1, .succeeded_at = RuleWorld().now()}}};
  for (const auto& [name, trouble] : troubles) {
    RuleWorld world;
    world.put("sync.port_sheet", old);
    world.put("token.google", trouble);
    EXPECT_THAT(world.look(stale), IsEmpty()) << name;
    world.put("token.google", {.succeeded_at = world.now()});
    EXPECT_THAT(world.look(stale), ElementsAre("ops fired")) << name;
    world.put("token.google", trouble);
    EXPECT_THAT(world.look(stale), IsEmpty()) << name;
    EXPECT_EQ(world.open().size(), 1u) << name << ": what fires goes on";
    world.put("sync.port_sheet", {.needs = {"token.google"}, .succeeded_at = world.now()});
    EXPECT_THAT(world.look(stale), ElementsAre("ops resolved")) << name << ": what is over is over";
  }
}

TEST(AlertNeeds, NobodyWaitsForWhatIsSuspended) {
  RuleWorld world;
  world.put("token.google", {.condition = "Suspended", .unusable = "expired"});
  world.put("sync.port_sheet", {.failures = 3, .waits_for = "token.google", .needs = {"token.google"}});
  EXPECT_THAT(world.look(kFailures), ElementsAre("ops fired")) << "else nobody would be told at all";
}

TEST(AlertNeeds, TellsHowManySlotsCameToNothing) {
  RuleWorld world;
  world.put("token.google", kRevoked);
  world.put("sync.port_sheet", {.needs = {"token.google"}});
  world.look(kFailures);
  Batch slots;
  for (int i = -2; i <= 3; ++i)
    slots.slots.push_back({.address = {"sync", "port_sheet"},
                           .slot_at = world.start + minutes(30) * i,
                           .outcome = i == 3   ? "missed"
                                      : i == 1 ? "ok"
                                               : "blocked"});
  ASSERT_TRUE(world.store->commit(slots));
  world.pass(hours(3));
  world.put("token.google", {});
  EXPECT_THAT(world.look(kFailures), ElementsAre("ops resolved"));
  EXPECT_THAT(world.body(), HasSubstr("ended 2026-05-13T15:00:00.000Z: 3h"));
  EXPECT_THAT(world.body(), HasSubstr("sync.port_sheet (2 slots blocked, 1 slot missed)"));
  EXPECT_THAT(world.body(), Not(HasSubstr("next:")));
}

TEST(AlertNeeds, ACircleIsFollowedOnce) {
  RuleWorld world;
  world.put("sync.a", {.failures = 3, .needs = {"sync.b"}});
  world.put("sync.b", {.needs = {"sync.a"}});
  EXPECT_THAT(world.look(kFailures), ElementsAre("ops fired"));
  EXPECT_THAT(world.body(), HasSubstr("depends on it: sync.b"));
}

}  // namespace
}  // namespace jada
