#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/report/report.h"
#include "engine/report/wording.h"
#include "tests/unit/report/plans.h"

namespace jada {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const Plan& plan) { return text_report(plan, {.width = 0}); }

struct Closing {
  std::string name;
  Plan (*plan)();
  std::string line;
};

Plan unseen(std::string mode) {
  Plan plan = testing::empty_plan();
  plan.mode = std::move(mode);
  plan.observations = {testing::look("us-west-2", false)};
  return plan;
}

Plan one_unmanaged() {
  Plan plan = testing::empty_plan();
  plan.changes = {testing::extra(testing::crew("zed", "us-west-2"), R"({"name":"Zed"})")};
  return plan;
}

const Closing kClosings[] = {
    {"nothing", [] { return testing::empty_plan(); }, "No changes. Desired and observed agree."},
    {"nothing_seen", [] { return unseen("plan"); }, "No changes proven: 1 replica could not be observed."},
    {"only_reported", [] { return one_unmanaged(); }, "Plan: 0 to create, 0 to update, 0 to delete; 1 reported."},
    {"mixed", [] { return testing::mixed_plan(); },
     "Plan: 2 to create, 3 to update, 1 to delete; 1 held, 1 reported, 1 unknown."},
    {"rare_action",
     [] {
       Plan plan = testing::empty_plan();
       plan.changes = {{.address = {"token", "google"}, .action = Action::refresh, .cause = Cause::expiry}};
       return plan;
     },
     "Plan: 0 to create, 0 to update, 0 to delete, 1 to refresh."},
    {"no_drift",
     [] {
       Plan plan = testing::empty_plan();
       plan.mode = "drift";
       plan.changes = {testing::create(testing::crew("ada", "us-east-1"), R"({"name":"Ada"})")};
       return plan;
     },
     "No drift. Observed is as last applied."},
    {"no_drift_proven", [] { return unseen("drift"); }, "No drift proven: 1 replica could not be observed."},
    {"applied", [] { return testing::applied_plan(); },
     "Applied: 2 created, 1 updated, 0 deleted; 1 failed, 1 in conflict, 1 not tried, 1 held, 1 reported, 1 unknown."},
    {"faulty", [] { return testing::faulty_plan(); }, "No plan: 1 error in desired.toml."},
};

class TextClosing : public ::testing::TestWithParam<Closing> {};
TEST_P(TextClosing, IsTheLastLine) {
  EXPECT_EQ(closing_line(GetParam().plan()), GetParam().line);
  EXPECT_THAT(text_of(GetParam().plan()), EndsWith(GetParam().line + "\n"));
}
INSTANTIATE_TEST_SUITE_P(Text, TextClosing, ::testing::ValuesIn(kClosings),
                         [](const auto& it) { return it.param.name; });

TEST(Text, MeansTheSameWithoutColor) {
  const Plan plan = testing::mixed_plan();
  std::string colored = text_report(plan, {.color = true, .width = 0});
  EXPECT_THAT(colored, HasSubstr("\x1b["));
  for (auto begin = colored.find('\x1b'); begin != std::string::npos; begin = colored.find('\x1b')) {
    colored.erase(begin, colored.find('m', begin) - begin + 1);
  }
  EXPECT_EQ(colored, text_of(plan));
}

TEST(Text, LetsNothingFromOutsideDriveATerminal) {
  const std::string text = text_of(testing::hostile_plan());
  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << static_cast<int>(c);
}

TEST(Text, KeepsLongListsWhole) {
  const std::string text = text_of(testing::large_plan(500));
  EXPECT_EQ(std::count(text.begin(), text.end(), '~'), 500);
}

TEST(Text, SaysNoSinceWhereNobodyKnows) {
  Plan plan = testing::mixed_plan();
  for (Change& change : plan.changes) change.first_seen.reset();
  EXPECT_THAT(text_of(plan), Not(HasSubstr("since")));
}

TEST(Text, CountsHeldItemsOfOneReasonTogether) {
  Plan plan = testing::large_plan(14);
  for (Change& change : plan.changes) change.blocked_by = {"mode = \"observe\""};
  EXPECT_THAT(text_of(plan), HasSubstr("held       roster.crew  14 to update  mode = \"observe\"\n"));
}

TEST(Wording, CutsLongValuesBetweenCharacters) {
  const std::string cut = value_text(Json("ååååååååååå"), 5);
  EXPECT_EQ(cut, "\"ååå…");
  EXPECT_EQ(value_text(Json("ååååå"), 0), "\"ååååå\"");
}

TEST(Wording, MendsBrokenUtf8) { EXPECT_EQ(clean("a\xff\x1b"), "a\xef\xbf\xbd\\x1b"); }

}  // namespace
}  // namespace jada
