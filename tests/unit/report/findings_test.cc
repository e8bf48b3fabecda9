#include "engine/report/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <set>

#include "tests/unit/report/plans.h"

namespace jada {
namespace {

using testing::crew;
using ::testing::ElementsAre;
using testing::empty_plan;
using ::testing::IsEmpty;
using testing::update;

std::vector<std::string> rules_of(const Plan& plan) {
  std::vector<std::string> ids;
  for (const Finding& finding : findings(plan)) ids.emplace_back(finding.rule);
  return ids;
}

Plan pair_of(Change a, Change b) {
  Plan plan = empty_plan();
  plan.changes = {std::move(a), std::move(b)};
  return plan;
}

const char* const kAdmin = R"({"role":"admin"})";
const char* const kViewer = R"({"role":"viewer"})";

TEST(Findings, FoldWhatIsEqualInAllReplicas) {
  const Plan plan = pair_of(update(crew("bob", "east"), kAdmin, kViewer, Cause::drift),
                            update(crew("bob", "west"), kAdmin, kViewer, Cause::drift));
  const auto found = findings(plan);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].replicas, ElementsAre("east", "west"));
  EXPECT_TRUE(found[0].address.replica.empty());
}

TEST(Findings, FoldAcrossAReplicaThatDiffers) {
  Plan plan = pair_of(update(crew("bob", "a"), kAdmin, kViewer, Cause::drift),
                      update(crew("bob", "b"), R"({"role":"cook"})", kViewer, Cause::drift));
  plan.changes.push_back(update(crew("bob", "c"), kAdmin, kViewer, Cause::drift));
  const auto found = findings(plan);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_THAT(found[0].replicas, ElementsAre("a", "c"));
  EXPECT_THAT(found[1].replicas, ElementsAre("b"));
}

struct Apart {
  std::string name;
  void (*alter)(Change&);
};

class FoldingKeepsApart : public ::testing::TestWithParam<Apart> {};

TEST_P(FoldingKeepsApart, WhatDiffersIn) {
  Plan plan = pair_of(update(crew("bob", "east"), kAdmin, kViewer, Cause::drift),
                      update(crew("bob", "west"), kAdmin, kViewer, Cause::drift));
  GetParam().alter(plan.changes[1]);
  plan.changes[1].edits = edits(plan.changes[1]);
  EXPECT_EQ(findings(plan).size(), 2u);
}

const Apart kApart[] = {
    {"item", [](Change& c) { c.address.item = "cy"; }},
    {"action", [](Change& c) { c.action = Action::create; }},
    {"cause", [](Change& c) { c.cause = Cause::edit; }},
    {"before", [](Change& c) { c.seen = R"({"role":"cook"})"; }},
    {"after", [](Change& c) { c.wanted = R"({"role":"cook"})"; }},
    {"what_holds_it", [](Change& c) { c.blocked_by = {"suspended"}; }},
    {"source", [](Change& c) { c.source.line = 7; }},
};
INSTANTIATE_TEST_SUITE_P(Findings, FoldingKeepsApart, ::testing::ValuesIn(kApart),
                         [](const auto& it) { return it.param.name; });

TEST(Findings, KeepOutcomesApart) {
  const auto found = findings(testing::applied_plan());
  std::vector<std::string> bob;
  for (const Finding& finding : found) {
    if (finding.address.item == "bob") bob.push_back(finding.replicas.at(0) + (finding.failed() ? " failed" : " done"));
  }
  EXPECT_THAT(bob, ElementsAre("us-east-1 done", "us-west-2 failed"));
}

TEST(Findings, TakeTheEarliestTimeOfThoseFolded) {
  const auto found = findings(testing::mixed_plan());
  EXPECT_EQ(found[1].first_seen, testing::at("2026-05-13T10:00:00Z"));
}

TEST(Findings, OfDriftLeaveOutWhatIsOnlyPendingHeldOrGuarded) {
  Plan plan = testing::mixed_plan();
  plan.mode = "drift";
  plan.standings[1].condition = Condition::blocked;
  EXPECT_THAT(rules_of(plan), ElementsAre("JADA-DRIFT", "JADA-BOTH", "JADA-UNMANAGED", "JADA-UNKNOWN"));
}

TEST(Findings, SayABlockOnce) {
  Plan plan = empty_plan();
  plan.standings = {testing::standing(Condition::blocked)};
  EXPECT_THAT(rules_of(plan), ElementsAre("JADA-BLOCKED"));
  plan.changes = {update(crew("bob", "east"), kAdmin, kViewer, Cause::edit)};
  plan.changes[0].blocked_by = {"protect = true"};
  EXPECT_THAT(rules_of(plan), ElementsAre("JADA-EDIT"));
}

TEST(Findings, SayAFailureOnce) {
  Plan plan = empty_plan();
  plan.standings = {testing::standing(Condition::failing)};
  EXPECT_THAT(rules_of(plan), ElementsAre("JADA-FAILED"));
  plan.changes = {update(crew("bob", "east"), kAdmin, kViewer, Cause::drift)};
  EXPECT_THAT(rules_of(plan), ElementsAre("JADA-DRIFT", "JADA-FAILED")) << "of an apply before this look";
  plan.applied = {{.fate = Applied::Fate::failed, .error = "disk is full"}};
  EXPECT_THAT(rules_of(plan), ElementsAre("JADA-FAILED"));
}

TEST(Findings, OfASuspendedResourceStayButAlarmNobody) {
  for (const Finding& finding : findings(testing::suspended_plan())) {
    EXPECT_EQ(finding.severity, Severity::note) << finding.rule;
    EXPECT_EQ(finding.suspension, "moving offices, until 2026-05-14T00:00:00.000Z");
  }
}

TEST(Findings, OfAnEmptyPlanAreNone) { EXPECT_THAT(findings(empty_plan()), IsEmpty()); }

TEST(Findings, UseOnlyRulesOfTheTable) {
  std::set<std::string_view> known;
  for (const Rule& rule : rules()) EXPECT_TRUE(known.insert(rule.id).second) << rule.id;
  for (const Plan& plan :
       {testing::mixed_plan(), testing::applied_plan(), testing::suspended_plan(), testing::faulty_plan()}) {
    for (const std::string& id : rules_of(plan)) EXPECT_TRUE(known.contains(id)) << id;
  }
  for (const Cause cause : {Cause::edit, Cause::drift, Cause::both, Cause::expiry, Cause::schedule, Cause::unmanaged}) {
    EXPECT_TRUE(known.contains(rule_of(cause)));
  }
}

TEST(Findings, ComeWorstFirstAndElseInOrder) {
  const auto sorted = worst_first(findings(testing::mixed_plan()));
  EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end(),
                             [](const Finding& a, const Finding& b) { return a.severity > b.severity; }));
  EXPECT_EQ(sorted[0].address.item, "bob");
  EXPECT_EQ(sorted[1].address.item, "dee");
}

}  // namespace
}  // namespace jada
