#include "engine/loop/hold.h"

#include <gmock/gmock.h>

#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Suspended = std::map<Address, Suspension>;
using Blocked = std::map<Address, std::string>;

std::vector<std::string> held(const Plan& plan, const std::string& address) {
  for (const Change& change : plan.changes) {
    if (change.address == test::at(address)) return change.blocked_by;
  }
  return {"no such change"};
}

Declared after(const std::string& address, const std::vector<std::string>& named,
               const std::vector<std::string>& needs = {}) {
  Common common;
  for (const std::string& one : named) common.depends_on.push_back(test::at(one));
  return test::declared(address, std::move(common), needs);
}

TEST(Hold, HoldsWhatWasSaidAboutTheResource) {
  const struct {
    const char* name;
    Common common;
    Suspended suspended;
    Blocked blocked;
    std::vector<std::string> update, remove;
  } cases[] = {
      {"nothing", {}, {}, {}, {}, {}},
      {"suspended", {}, {{test::at("roster.crew"), {.reason = "swap"}}}, {}, {"suspended: swap"}, {"suspended: swap"}},
      {"another is suspended", {}, {{test::at("roster.dock"), {}}}, {}, {}, {}},
      {"observed only", {.observe_only = true}, {}, {}, {"mode = \"observe\""}, {"mode = \"observe\""}},
      {"protected", {.protect = true}, {}, {}, {}, {"protect = true"}},
      {"blocked by its kind", {}, {}, {{test::at("roster.crew"), "no key"}}, {"no key"}, {"no key"}},
      {"all of it",
       {.protect = true, .observe_only = true},
       {{test::at("roster.crew"), {}}},
       {},
       {"suspended", "mode = \"observe\""},
       {"suspended", "mode = \"observe\"", "protect = true"}},
  };
  for (const auto& one : cases) {
    Plan plan = test::plan_of({test::updated("roster.crew/ada@east"), test::removed("roster.crew/bo@east")});
    hold(plan, test::desired_of(test::declared("roster.crew", one.common)), one.suspended, one.blocked);
    EXPECT_EQ(held(plan, "roster.crew/ada@east"), one.update) << one.name;
    EXPECT_EQ(held(plan, "roster.crew/bo@east"), one.remove) << one.name;
  }
}

TEST(Hold, HoldsTheReplicaWhoseRegionIsUnknownAndNoOther) {
  Plan plan = test::plan_of({test::created("roster.crew/ada@east"), test::created("roster.crew/ada@west")});
  plan.observations = {test::seen_at("region.east"), test::unknown_at("region.west")};
  const Desired desired = test::desired_of(test::declared("region.east"), test::declared("region.west"),
                                           after("roster.crew", {}, {"region.east", "region.west"}));
  hold(plan, desired, {}, {});
  EXPECT_THAT(held(plan, "roster.crew/ada@east"), IsEmpty());
  EXPECT_THAT(held(plan, "roster.crew/ada@west"), ElementsAre("waits for region.west, which could not be observed"));
  EXPECT_THAT(plan.depends_on.at(test::at("roster.crew")),
              ElementsAre(test::at("region.east"), test::at("region.west")));
}

TEST(Hold, GoesDownTheWholeChain) {
  Plan plan =
      test::plan_of({test::created("a.top"), test::created("b.mid"), test::created("c.low"), test::created("d.apart")});
  Common observed;
  observed.observe_only = true;
  const Desired desired = test::desired_of(after("a.top", {"b.mid"}), after("b.mid", {"c.low"}),
                                           test::declared("c.low", std::move(observed)), test::declared("d.apart"));
  hold(plan, desired, {}, {});
  EXPECT_THAT(held(plan, "b.mid"), ElementsAre("waits for c.low, which is held back"));
  EXPECT_THAT(held(plan, "a.top"), ElementsAre("waits for b.mid, which is held back"));
  EXPECT_THAT(held(plan, "d.apart"), IsEmpty());
}

TEST(Hold, DoesNotWaitForWhatIsOnlyReported) {
  Plan plan = test::plan_of({test::created("roster.crew/ada@east"), test::reported("roster.base/extra@east")});
  hold(plan, test::desired_of(after("roster.crew", {"roster.base"}), test::declared("roster.base")), {}, {});
  EXPECT_THAT(held(plan, "roster.crew/ada@east"), IsEmpty());
}

}  // namespace
}  // namespace jada
