#include "engine/loop/approve.h"

#include <gmock/gmock.h>

#include "tests/unit/loop/by_hand.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Change pending() { return test::updated("roster.crew/ada@east"); }

Approval approving(const Change& change) { return approval_of(test::plan_of({change})); }

TEST(ApprovalOf, IsEveryChangeThatActs) {
  Change held = test::created("roster.crew/bo@east");
  held.blocked_by = {"mode = \"observe\""};
  const Approval approval = approval_of(test::plan_of({pending(), held, test::reported("roster.crew/charter@east")}));
  ASSERT_EQ(approval.changes.size(), 1u);
  EXPECT_EQ(approval.changes.front().address, "roster.crew/ada@east");
  EXPECT_EQ(approval.changes.front().action, "update");
}

TEST(KeepApproved, SaysWhatMoved) {
  const struct {
    const char* name;
    void (*move)(Change&);
    std::vector<std::string> stale;
  } cases[] = {
      {"nothing", [](Change&) {}, {}},
      {"seen otherwise", [](Change& c) { c.seen = R"({"role":"cook"})"; }, {"roster.crew/ada@east has changed since"}},
      {"declared otherwise",
       [](Change& c) { c.wanted = R"({"role":"cook"})"; },
       {"roster.crew/ada@east is declared otherwise since"}},
      {"another action",
       [](Change& c) {
         c.action = Action::create;
         c.seen.reset();
       },
       {"roster.crew/ada@east would now be a create, not a update"}},
      {"held back since", [](Change& c) { c.blocked_by = {"suspended"}; }, {"roster.crew/ada@east has changed since"}},
      {"the cause alone", [](Change& c) { c.cause = Cause::drift; }, {}},
      {"foreign attributes alone", [](Change& c) { c.raw = 42; }, {}},
  };
  for (const auto& one : cases) {
    Change fresh = pending();
    one.move(fresh);
    Plan plan = test::plan_of({fresh});
    EXPECT_EQ(keep_approved(plan, approving(pending()), {}), one.stale) << one.name;
  }
}

TEST(KeepApproved, MissesWhatIsNotNeededAnyMore) {
  Plan nothing;
  EXPECT_THAT(keep_approved(nothing, approving(pending()), {}),
              ElementsAre("roster.crew/ada@east needs no update any more"));
}

TEST(KeepApproved, HoldsBackWhatNobodyApproved) {
  Plan plan =
      test::plan_of({pending(), test::removed("roster.crew/bo@east"), test::reported("roster.crew/charter@east")});
  EXPECT_THAT(keep_approved(plan, approving(pending()), {}), IsEmpty());
  EXPECT_TRUE(acts(plan.changes[0]));
  EXPECT_THAT(plan.changes[1].blocked_by, ElementsAre("not in the approved plan"));
  EXPECT_THAT(plan.changes[2].blocked_by, IsEmpty()) << "has no action to hold";
}

// A plan with an update of the same item in two regions must not let one stand for the other.
TEST(KeepApproved, TellsReplicasAndOddKeysApart) {
  Plan other = test::plan_of({test::updated("roster.crew/ada@west")});
  EXPECT_EQ(keep_approved(other, approving(pending()), {}).size(), 1u);
  EXPECT_FALSE(acts(other.changes.front()));
}

TEST(ReadApproval, SaysWhatIsWrongWithAFile) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "is no saved plan"},
      {"[]", "is no saved plan"},
      {"{\"format_version\":\"1.0\",\"changes\":[", "is no saved plan"},
      {"{}", "plan format"},
      {R"({"format_version":"2.0","changes":[],"expires_at":"2026-05-13T12:00:00.000Z"})", "`2.0`"},
      {R"({"format_version":1.0,"changes":[],"expires_at":"2026-05-13T12:00:00.000Z"})", "plan format"},
      {R"({"format_version":"1.0","expires_at":"2026-05-13T12:00:00.000Z"})", "changes[]"},
      {R"({"format_version":"1.0","changes":{},"expires_at":"2026-05-13T12:00:00.000Z"})", "changes[]"},
      {R"({"format_version":"1.0","changes":[]})", "expires_at"},
      {R"({"format_version":"1.0","changes":[],"expires_at":"tomorrow"})", "expires_at"},
  };
  for (const auto& [text, says] : cases) {
    const auto approval = read_approval(text);
    ASSERT_FALSE(approval) << text;
    EXPECT_EQ(approval.error().code, Code::invalid) << text;
    EXPECT_THAT(approval.error().message, HasSubstr(says)) << text;
  }
}

TEST(ReadApproval, ApprovesNothingItCannotRead) {
  const auto approval =
      read_approval(R"({"format_version":"1.0","expires_at":"2026-05-13T12:00:00.000Z","state":null,"changes":[
    null, 7, {}, {"action":null,"address":"roster.crew"}, {"action":"update","address":"roster.crew","blocked_by":"mode"},
    {"action":"update","address":"no address","item":7,"blocked_by":null,"preconditions":"none"},
    {"action":"delete","address":"roster.crew","item":"a@b","replica":"east","blocked_by":null,
     "preconditions":[1,{"path":"observed","expected":"x"}]}]})");
  ASSERT_TRUE(approval) << approval.error().message;
  EXPECT_EQ(approval->lineage, "");
  ASSERT_EQ(approval->changes.size(), 2u);
  EXPECT_EQ(approval->changes[1].address, "roster.crew/a@b@east");
  ASSERT_EQ(approval->changes[1].preconditions.size(), 1u);
  Plan plan = test::plan_of({test::removed("roster.crew/a@b@east")});
  EXPECT_FALSE(keep_approved(plan, *approval, {}).empty()) << "what was damaged holds for nothing";
}

TEST(CheckApproval, RefusesAnotherStateAndAnOldPlan) {
  const Time noon{std::chrono::hours{12}};
  const struct {
    const char* name;
    Approval approval;
    StateIdentity state;
    const char* says;  ///< empty: it holds
  } cases[] = {
      {"the same",
       {.plan_id = "p", .lineage = "l1", .expires_at = noon},
       {.path = "", .lineage = "l1", .serial = 7},
       ""},
      {"to the millisecond", {.plan_id = "p", .lineage = "l1", .expires_at = noon}, {.path = "", .lineage = "l1"}, ""},
      {"too late",
       {.plan_id = "p", .lineage = "l1", .expires_at = noon - Duration{1}},
       {.path = "", .lineage = "l1"},
       "expired at"},
      {"another state",
       {.plan_id = "p", .lineage = "l1", .expires_at = noon},
       {.path = "", .lineage = "l2"},
       "another state"},
      {"made before there was any",
       {.plan_id = "p", .lineage = "", .expires_at = noon},
       {.path = "", .lineage = "l2", .serial = 0},
       ""},
      {"made before this one was filled",
       {.plan_id = "p", .lineage = "", .expires_at = noon},
       {.path = "", .lineage = "l2", .serial = 1},
       "another state"},
  };
  for (const auto& one : cases) {
    const auto done = check_approval(one.approval, one.state, noon);
    EXPECT_EQ(done.has_value(), *one.says == '\0') << one.name;
    if (done) continue;
    EXPECT_EQ(done.error().code, Code::conflict) << one.name;
    EXPECT_THAT(done.error().message, HasSubstr(one.says)) << one.name;
  }
}

}  // namespace
}  // namespace jada
