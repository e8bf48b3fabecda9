#include "engine/loop/check.h"

#include <gmock/gmock.h>

#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kAda = "roster.crew/ada@east";

TEST(Check, FindsEveryBrokenInvariantThatIsPlanted) {
  const struct {
    const char* says;
    Change change;
    Common common = {};
    bool unknown = false;
  } cases[] = {
      {"is not declared", test::updated("roster.gone/ada@east")},
      {"rests on a replica that could not be observed", test::updated(kAda), {}, true},
      {"has no cause", {.address = test::at(kAda), .action = Action::create, .wanted = "{}"}},
      {"acts although mode", test::updated(kAda), {.observe_only = true}},
      {"deletes what is protected", test::removed(kAda), {.protect = true}},
      {"updates without a path to show",
       {.address = test::at(kAda),
        .action = Action::update,
        .cause = Cause::edit,
        .seen = R"({"a":1})",
        .wanted = R"({"a":1})"}},
      {"creates what is there",
       {.address = test::at(kAda), .action = Action::create, .cause = Cause::edit, .seen = "{}", .wanted = "{}"}},
      {"deletes what is not there", {.address = test::at(kAda), .action = Action::remove, .cause = Cause::edit}},
  };
  for (const auto& one : cases) {
    Plan plan = test::plan_of({one.change});
    if (one.unknown) plan.observations = {test::unknown_at("roster.crew@east")};
    const auto broken = broken_invariants(plan, test::desired_of(test::declared("roster.crew", one.common)));
    EXPECT_THAT(broken, ElementsAre(HasSubstr(one.says))) << one.says;
  }
}

TEST(Check, FindsAnAddressTwiceAndOutOfOrder) {
  const Desired desired = test::desired_of(test::declared("roster.crew"));
  Plan twice = test::plan_of({test::updated(kAda), test::updated(kAda)});
  EXPECT_THAT(broken_invariants(twice, desired), ElementsAre(HasSubstr("stands twice or out of order")));
  Plan disordered = test::plan_of({test::updated(kAda), test::updated("roster.crew/bo@east")});
  std::swap(disordered.changes[0], disordered.changes[1]);
  EXPECT_THAT(broken_invariants(disordered, desired), ElementsAre(HasSubstr("stands twice or out of order")));
}

// The header promises it: nothing acts that is suspended.
TEST(Check, FindsWhatActsAlthoughSuspendedInTheFile) {
  Common common;
  common.suspend = Suspension{.reason = "swap"};
  const Plan plan = test::plan_of({test::updated(kAda)});
  EXPECT_THAT(broken_invariants(plan, test::desired_of(test::declared("roster.crew", std::move(common)))),
              testing::SizeIs(1));
}

TEST(Check, LetsASoundPlanPass) {
  Change held = test::removed("roster.crew/dee@east");
  held.blocked_by = {"protect = true"};
  Plan plan = test::plan_of(
      {test::updated(kAda), test::created("roster.crew/bo@east"), test::reported("roster.crew/charter@east"), held});
  plan.observations = {test::seen_at("roster.crew@east"), test::unknown_at("roster.crew@west")};
  Common common;
  common.protect = true;
  EXPECT_THAT(broken_invariants(plan, test::desired_of(test::declared("roster.crew", std::move(common)))), IsEmpty());
}

}  // namespace
}  // namespace jada
