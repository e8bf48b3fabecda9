#include "engine/loop/exit_code.h"

#include <gtest/gtest.h>

#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using Fate = Applied::Fate;

/// What holds of a plan, to be combined.
struct Holds {
  bool pending = false, drifted = false, unknown = false, refused = false, failed = false, changed = false,
       foreign_held = false;
};

Plan plan_with(const std::string& mode, const Holds& holds) {
  Plan plan;
  plan.mode = mode;
  const auto add = [&](Change change, Fate fate) {
    plan.changes.push_back(std::move(change));
    plan.applied.push_back({.fate = fate});
  };
  if (holds.pending) add(test::created("roster.crew/a@east"), Fate::not_tried);
  if (holds.drifted) add(test::updated("roster.crew/b@east", Cause::drift), Fate::not_tried);
  if (holds.failed) add(test::created("roster.crew/c@east"), Fate::failed);
  if (holds.changed) add(test::created("roster.crew/d@east"), Fate::done);
  if (holds.foreign_held) {
    add(test::removed("roster.crew/e@east", true), Fate::not_tried);
    plan.changes.back().blocked_by = {"never recorded as ours; --allow 'delete:roster.crew<=1' deletes it"};
  }
  if (holds.unknown) plan.observations = {test::unknown_at("roster.crew@east")};
  if (holds.refused) plan.guards = {{.name = "max_delete", .address = {}, .limit = "10%", .refused = true}};
  if (mode != "apply") plan.applied.clear();
  return plan;
}

struct Case {
  const char* name;
  std::string mode;
  Holds holds;
  ExitPolicy policy;
  int expected;
};

void expect(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    EXPECT_EQ(number(exit_code(plan_with(one.mode, one.holds), one.policy), one.policy), one.expected)
        << one.mode << ": " << one.name;
  }
}

constexpr ExitPolicy kPlain{};
constexpr ExitPolicy kDetailed{.detailed = true};
constexpr ExitPolicy kZero{.zero = true};
constexpr ExitPolicy kTerraform{.terraform = true};

TEST(ExitCode, OfAPlan) {
  expect({
      {"nothing", "plan", {}, kDetailed, 0},
      {"pending says nothing unasked", "plan", {.pending = true}, kPlain, 0},
      {"pending", "plan", {.pending = true}, kDetailed, 2},
      {"drift says nothing unasked", "plan", {.drifted = true}, kPlain, 0},
      {"drift", "plan", {.drifted = true}, kDetailed, 3},
      {"drift before pending", "plan", {.pending = true, .drifted = true}, kDetailed, 3},
      {"unknown before pending", "plan", {.pending = true, .unknown = true}, kDetailed, 9},
      {"drift before unknown", "plan", {.drifted = true, .unknown = true}, kDetailed, 3},
      {"unknown without being asked", "plan", {.unknown = true}, kPlain, 9},
      {"refused", "plan", {.pending = true, .refused = true}, kPlain, 4},
      {"refused before drift and unknown", "plan", {.drifted = true, .unknown = true, .refused = true}, kDetailed, 4},
      {"a held foreign delete is a refusal", "plan", {.foreign_held = true}, kPlain, 4},
  });
}

TEST(ExitCode, OfDrift) {
  expect({
      {"nothing", "drift", {}, kPlain, 0},
      {"drift always", "drift", {.drifted = true}, kPlain, 3},
      {"drift is proven although something is unknown", "drift", {.drifted = true, .unknown = true}, kPlain, 3},
      {"unknown", "drift", {.unknown = true}, kPlain, 9},
      {"zero on demand", "drift", {.drifted = true}, kZero, 0},
  });
}

TEST(ExitCode, OfAnApply) {
  expect({
      {"all done", "apply", {.changed = true}, kDetailed, 0},
      {"failed, nothing changed", "apply", {.failed = true}, kPlain, 1},
      {"failed after changing something", "apply", {.failed = true, .changed = true}, kPlain, 7},
      {"7 before refused, drift and unknown",
       "apply",
       {.drifted = true, .unknown = true, .refused = true, .failed = true, .changed = true},
       kDetailed,
       7},
      {"1 before refused", "apply", {.refused = true, .failed = true}, kPlain, 1},
      {"refused in part", "apply", {.changed = true, .foreign_held = true}, kPlain, 4},
      {"unknown", "apply", {.unknown = true, .changed = true}, kPlain, 9},
      {"pending left", "apply", {.pending = true, .changed = true}, kDetailed, 2},
  });
}

TEST(ExitCode, OfAWriteWithoutAnAnswerIsThatOfOneThatChangedSomething) {
  Plan plan = plan_with("apply", {.failed = true});
  plan.applied.front().in_doubt = true;
  EXPECT_EQ(exit_code(plan, kPlain), Exit::failed_changed);
}

TEST(ExitCode, OfTheTerraformProfileIsZeroOneOrTwo) {
  expect({
      {"none", "plan", {}, kTerraform, 0},
      {"pending", "plan", {.pending = true}, kTerraform, 2},
      {"drift", "plan", {.drifted = true}, kTerraform, 2},
      {"drift of drift", "drift", {.drifted = true}, kTerraform, 2},
      {"unknown", "drift", {.unknown = true}, kTerraform, 1},
      {"failed", "apply", {.failed = true}, kTerraform, 1},
      {"failed after changing", "apply", {.failed = true, .changed = true}, kTerraform, 1},
      {"refused", "apply", {.pending = true, .refused = true}, kTerraform, 1},
      {"all done", "apply", {.changed = true}, kTerraform, 0},
  });
  for (const Exit other : {Exit::locked, Exit::stale, Exit::declined, Exit::usage, Exit::invalid, Exit::bug}) {
    EXPECT_EQ(number(other, kTerraform), 1) << static_cast<int>(other);
    EXPECT_EQ(number(other, kPlain), static_cast<int>(other));
  }
}

}  // namespace
}  // namespace jada
