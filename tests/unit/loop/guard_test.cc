#include "engine/loop/guard.h"

#include <gmock/gmock.h>

#include "state/open.h"
#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string name_of(const std::string& item) { return "roster.crew/" + item + "@east"; }

/// `count` changes of items a0, a1, …
std::vector<Change> many(std::size_t count, Change (*make)(const std::string&)) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < count; ++i) changes.push_back(make(name_of("a" + std::to_string(i))));
  return changes;
}
Change ours_removed(const std::string& address) { return test::removed(address); }
Change foreign_removed(const std::string& address) { return test::removed(address, true); }

/// `name refused|let pass actual/population`, one per verdict that binds.
std::vector<std::string> verdicts(const Plan& plan) {
  std::vector<std::string> told;
  for (const GuardVerdict& verdict : plan.guards) {
    told.push_back(verdict.name + (verdict.refused ? " refused " : " let pass ") + std::to_string(verdict.actual) +
                   "/" + std::to_string(verdict.population));
  }
  return told;
}

Plan guarded(std::vector<Change> changes, std::size_t population, const GuardLimits& limits,
             const std::vector<std::string>& allow = {}, bool retired = false) {
  Plan plan = test::plan_of(std::move(changes));
  plan.observations = {test::seen_at("roster.crew@east", population)};
  Desired desired = test::desired_of(test::declared("roster.crew"));
  desired.guard = limits;
  desired.resources.front().retired = retired;
  std::vector<Allowance> allowed;
  for (const std::string& text : allow) allowed.push_back(*parse_allowance(text));
  const auto store = memory_store();
  EXPECT_TRUE(guard(plan, desired, allowed, *store));
  return plan;
}

TEST(Guard, BindsPastTheLimitAndNotAtIt) {
  const GuardLimits percent{.max_delete = {10, true}, .max_update = {50, true}, .min_population = 10};
  const GuardLimits absolute{.max_delete = {2, false}, .max_update = {3, false}, .min_population = 10};
  const struct {
    const char* name;
    GuardLimits limits;
    std::size_t deletes, updates, population;
    std::vector<std::string> expected;
  } cases[] = {
      {"10% of 20", percent, 2, 0, 20, {}},
      {"past 10% of 20", percent, 3, 0, 20, {"max_delete refused 3/20"}},
      {"10% of 29 is not 3", percent, 3, 0, 29, {"max_delete refused 3/29"}},
      {"at min_population", percent, 2, 0, 10, {"max_delete refused 2/10"}},
      {"below min_population", percent, 8, 0, 9, {}},
      {"half", percent, 0, 10, 20, {}},
      {"more than half", percent, 0, 11, 20, {"max_update refused 11/20"}},
      {"two absolute", absolute, 2, 0, 3, {}},
      {"three absolute, however few there are", absolute, 3, 0, 4, {"max_delete refused 3/4"}},
      {"updates absolute", absolute, 0, 4, 4, {"max_update refused 4/4"}},
      {"both", absolute, 3, 4, 100, {"max_delete refused 3/100", "max_update refused 4/100"}},
  };
  for (const auto& one : cases) {
    std::vector<Change> changes = many(one.deletes, ours_removed);
    for (std::size_t i = 0; i < one.updates; ++i) changes.push_back(test::updated(name_of("b" + std::to_string(i))));
    const Plan plan = guarded(std::move(changes), one.population, one.limits);
    EXPECT_EQ(verdicts(plan), one.expected) << one.name;
    EXPECT_EQ(is_refused(plan), !one.expected.empty()) << one.name;
  }
}

TEST(Guard, CountsWhatIsHeldBackForNothing) {
  auto changes = many(5, ours_removed);
  for (Change& change : changes) change.blocked_by = {"protect = true"};
  EXPECT_THAT(verdicts(guarded(std::move(changes), 5, {.max_delete = {0, false}})), IsEmpty());
}

TEST(Guard, LetsACountedAllowancePass) {
  const struct {
    const char* name;
    std::string allow;
    bool refused;
  } cases[] = {
      {"exactly as many", "delete:roster.crew<=3", false}, {"more", "delete:roster.crew<=40", false},
      {"one too few", "delete:roster.crew<=2", true},      {"a glob", "delete:roster.*<=3", false},
      {"another resource", "delete:roster.dock<=3", true}, {"another action", "update:roster.crew<=3", true},
  };
  for (const auto& one : cases) {
    const Plan plan = guarded(many(3, ours_removed), 20, {.max_delete = {2, false}}, {one.allow});
    ASSERT_EQ(plan.guards.size(), 1u) << one.name;
    EXPECT_EQ(is_refused(plan), one.refused) << one.name;
    EXPECT_EQ(plan.guards.front().allowed_by, one.refused ? "" : one.allow) << one.name;
    EXPECT_EQ(plan.guards.front().allow, "delete:roster.crew<=3") << one.name;
  }
}

// What a verdict tells a person to type must be accepted, and must let exactly this plan pass.
TEST(Guard, TellsTheAllowanceThatLetsItPass) {
  const Plan refused = guarded(many(3, ours_removed), 3, {.max_delete = {2, false}});
  ASSERT_TRUE(is_refused(refused));
  std::vector<std::string> allow;
  for (const GuardVerdict& verdict : refused.guards) allow.push_back(verdict.allow);
  EXPECT_FALSE(is_refused(guarded(many(3, ours_removed), 3, {.max_delete = {2, false}}, allow)));
}

TEST(Guard, HoldsDeletesOfWhatWasNeverOursAndNothingElse) {
  auto changes = many(2, foreign_removed);
  changes.push_back(test::removed(name_of("mine")));
  changes.push_back(test::created(name_of("new")));
  const Plan plan = guarded(std::move(changes), 20, {});
  EXPECT_THAT(verdicts(plan), ElementsAre("not_ours refused 2/19")) << "the new one is not there yet";
  EXPECT_FALSE(is_refused(plan)) << "the rest may go on";
  for (const Change& change : plan.changes)
    EXPECT_EQ(acts(change), change.cause != Cause::unmanaged) << to_string(change.address);
  EXPECT_THAT(plan.changes.front().blocked_by, ElementsAre(HasSubstr("--allow 'delete:roster.crew<=2'")));
}

TEST(Guard, CountsAllowedForeignDeletesAgainstTheLimit) {
  const Plan plan = guarded(many(3, foreign_removed), 20, {.max_delete = {2, false}}, {"delete:roster.crew<=3"});
  EXPECT_THAT(verdicts(plan), ElementsAre("not_ours let pass 3/20", "max_delete let pass 3/20"));
}

TEST(Guard, RefusesToLeaveNothing) {
  const GuardLimits none{.max_delete = {100, false}};
  EXPECT_THAT(verdicts(guarded(many(3, ours_removed), 3, none)), ElementsAre("empty_desired refused 3/3"));
  EXPECT_THAT(verdicts(guarded(many(3, ours_removed), 3, none, {"delete:roster.crew<=3"})),
              ElementsAre("empty_desired let pass 3/3"));
  EXPECT_THAT(verdicts(guarded(many(3, ours_removed), 4, none)), IsEmpty()) << "one stays";
  auto replaced = many(3, ours_removed);
  replaced.push_back(test::created(name_of("new")));
  EXPECT_THAT(verdicts(guarded(std::move(replaced), 3, none)), IsEmpty()) << "one comes";
  EXPECT_THAT(verdicts(guarded(many(3, ours_removed), 3, none, {}, true)), IsEmpty()) << "the block went on purpose";
}

TEST(Guard, TakesThePopulationFromTheStateWhereTheLookSawLess) {
  const auto store = memory_store();
  for (int i = 0; i < 20; ++i) test::make_ours(*store, name_of("k" + std::to_string(i)), R"({"role":"crew"})");
  Plan plan = test::plan_of(many(3, ours_removed));
  plan.observations = {test::seen_at("roster.crew@east", 4)};
  const Desired desired = test::desired_of(test::declared("roster.crew"));
  ASSERT_TRUE(guard(plan, desired, {}, *store));
  EXPECT_THAT(verdicts(plan), ElementsAre("max_delete refused 3/20"));
}

TEST(Guard, JudgesEachResourceOnItsOwn) {
  Plan plan = test::plan_of(
      {test::removed("roster.crew/a@east"), test::removed("roster.dock/a@east"), test::removed("roster.dock/b@east")});
  plan.observations = {test::seen_at("roster.crew@east", 5), test::seen_at("roster.dock@east", 5)};
  Desired desired = test::desired_of(test::declared("roster.crew"), test::declared("roster.dock"));
  desired.guard.max_delete = {1, false};
  const auto store = memory_store();
  ASSERT_TRUE(guard(plan, desired, {}, *store));
  ASSERT_THAT(verdicts(plan), ElementsAre("max_delete refused 2/5"));
  EXPECT_EQ(plan.guards.front().address, test::at("roster.dock"));
}

TEST(ParseAllowance, ReadsOnlyWhatItCanHoldTo) {
  const auto good = parse_allowance("delete:roster.*<=40");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->action, Action::remove);
  EXPECT_EQ(good->glob, "roster.*");
  EXPECT_EQ(good->most, 40u);
  for (const char* wrong : {"", "delete", "delete:roster.crew", "delete:<=4", "roster.crew<=4", "erase:roster.crew<=4",
                            "delete:roster.crew<=", "delete:roster.crew<=4x", "delete:roster.crew<=-1",
                            "delete:roster.crew<= 4", "delete:roster.crew<=99999999999999999999"}) {
    EXPECT_FALSE(parse_allowance(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace jada
