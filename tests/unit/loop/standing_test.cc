#include "engine/loop/standing.h"

#include <gmock/gmock.h>

#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Case {
  const char* name;
  std::vector<Change> changes;
  std::map<Address, Suspension> suspended;
  std::map<Address, Trouble> errors;
  std::vector<GuardVerdict> guards;
  bool unknown = false;
  std::string expected;  ///< `Condition Reason message`
};

Change held(Change change, const std::string& why) {
  change.blocked_by = {why};
  return change;
}

std::string told(const Plan& plan) {
  if (plan.standings.size() != 1) return std::to_string(plan.standings.size()) + " standings";
  const Standing& one = plan.standings.front();
  return std::string(word(one.condition)) + " " + one.reason + " " + one.message;
}

TEST(Standing, IsTheFirstThingAPersonHasToKnow) {
  const Address crew = test::at("roster.crew");
  const Change edit = test::updated("roster.crew/ada@east");
  const Change drift = test::updated("roster.crew/bo@east", Cause::drift);
  const GuardVerdict refusal{.name = "max_update", .address = crew, .limit = "1", .refused = true};
  const GuardVerdict foreign{.name = "not_ours", .address = crew, .limit = "1", .refused = true};
  const GuardVerdict elsewhere{.name = "max_update", .address = test::at("roster.dock"), .limit = "1", .refused = true};
  const Case cases[] = {
      {"in step", {}, {}, {}, {}, false, "Ready InStep desired and observed agree"},
      {"an edit", {edit}, {}, {}, {}, false, "Pending EditsPending 1 change to apply"},
      {"drift before edits", {edit, drift}, {}, {}, {}, false, "Drifted Drift 1 item changed outside"},
      {"drift that is held",
       {held(drift, "mode = \"observe\"")},
       {},
       {},
       {},
       false,
       "Drifted Drift 1 item changed outside; held back: mode = \"observe\""},
      {"an edit that is held", {held(edit, "waits")}, {}, {}, {}, false, "Blocked HeldBack waits"},
      {"extras",
       {test::reported("roster.crew/charter@east")},
       {},
       {},
       {},
       false,
       "Drifted Unmanaged 1 item not declared"},
      {"refused before drift", {drift}, {}, {}, {refusal}, false, "Blocked Refused a guard refuses the plan"},
      {"another is refused", {drift}, {}, {}, {elsewhere}, false, "Drifted Drift 1 item changed outside"},
      {"a foreign delete is refused, not the plan",
       {drift},
       {},
       {},
       {foreign},
       false,
       "Drifted Drift 1 item changed outside"},
      {"failed before refused",
       {edit},
       {},
       {{crew, {"403 denied"}}},
       {refusal},
       false,
       "Failing LastApplyFailed 403 denied"},
      {"failed, but in step by now",
       {},
       {},
       {{crew, {"403 denied"}}},
       {},
       false,
       "Ready InStep desired and observed agree"},
      {"unknown before failed",
       {edit},
       {},
       {{crew, {"403 denied"}}},
       {},
       true,
       "Unknown Unobserved west: the region does not answer"},
      {"suspended before all",
       {drift},
       {{crew, {.reason = "swap"}}},
       {{crew, {"403"}}},
       {refusal},
       true,
       "Suspended Suspended swap"},
  };
  for (const Case& one : cases) {
    Plan plan = test::plan_of(one.changes);
    plan.observations = {test::seen_at("roster.crew@east", 3)};
    if (one.unknown) plan.observations.push_back(test::unknown_at("roster.crew@west"));
    plan.guards = one.guards;
    find_standings(plan, test::desired_of(test::declared("roster.crew")), one.suspended, one.errors);
    EXPECT_EQ(told(plan), one.expected) << one.name;
  }
}

TEST(Standing, AfterAnApplyCountsOnlyWhatIsLeft) {
  Plan plan =
      test::plan_of({test::updated("roster.crew/ada@east"), test::updated("roster.crew/bo@east", Cause::drift)});
  plan.observations = {test::seen_at("roster.crew@east", 2)};
  plan.applied = {{.fate = Applied::Fate::done}, {.fate = Applied::Fate::done}};
  const Desired desired = test::desired_of(test::declared("roster.crew"));
  find_standings(plan, desired, {}, {});
  EXPECT_EQ(told(plan), "Ready InStep desired and observed agree");
  plan.applied[0] = {.fate = Applied::Fate::failed, .error = "403"};
  find_standings(plan, desired, {}, {{test::at("roster.crew"), {"403"}}});
  EXPECT_EQ(told(plan), "Failing LastApplyFailed 403");
}

TEST(Standing, SaysTheCauseWhereThereIsOne) {
  const Desired desired = test::desired_of(test::declared("roster.crew"));
  Plan plan = test::plan_of({test::updated("roster.crew/ada@east", Cause::drift)});
  plan.observations = {test::seen_at("roster.crew@east", 2), test::seen_at("roster.crew@west", 3)};
  find_standings(plan, desired, {}, {});
  EXPECT_EQ(plan.standings.front().cause, Cause::drift);
  EXPECT_EQ(plan.standings.front().items, 5u);
  plan.changes.push_back(test::updated("roster.crew/bo@east"));
  find_standings(plan, desired, {}, {});
  EXPECT_EQ(plan.standings.front().cause, Cause::both);
}

TEST(Standing, IsOfWhatWasLookedAtOnly) {
  Plan plan;
  plan.observations = {test::seen_at("roster.crew@east")};
  find_standings(plan, test::desired_of(test::declared("roster.crew"), test::declared("roster.dock")), {}, {});
  ASSERT_EQ(plan.standings.size(), 1u);
  EXPECT_EQ(plan.standings.front().address, test::at("roster.crew"));
}

}  // namespace
}  // namespace jada
