#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "engine/report/report.h"
#include "tests/unit/report/plans.h"

namespace jada {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

Json parsed(const std::string& text) {
  auto json = parse_json(text);
  EXPECT_TRUE(json) << (json ? "" : json.error().message);
  return json ? *json : Json();
}

TEST(Reports, AreTheSameBytesForTheSamePlan) {
  for (const ReportKind& kind : report_kinds()) {
    EXPECT_EQ(kind.render(testing::mixed_plan()), kind.render(testing::mixed_plan())) << kind.name;
  }
}

TEST(Reports, ExistForAPlanThatFailed) {
  for (const ReportKind& kind : report_kinds()) {
    const std::string report = kind.render(testing::faulty_plan());
    EXPECT_THAT(report, HasSubstr(kind.name == "json" ? "freshness_windw" : "unknown key")) << kind.name;
  }
}

TEST(JsonReport, KeepsReportedItemsOutOfChangesAndEditsOutOfDrift) {
  const Json plan = parsed(json_report(testing::mixed_plan()));
  EXPECT_EQ(plan["changes"].size(), 7u);
  EXPECT_EQ(plan["drift"].size(), 4u);
  EXPECT_EQ(plan["drift"][3]["address"], "roster.crew");
  EXPECT_TRUE(plan["drift"][3]["action"].is_null());
}

TEST(JsonReport, SurvivesBytesThatAreNoUtf8) {
  Plan plan = testing::mixed_plan();
  plan.changes[0].address.item = "a\xff";
  EXPECT_EQ(parsed(json_report(plan))["changes"][0]["item"], "a\xef\xbf\xbd");
}

TEST(JsonReport, SaysWhatBecameOfEachChange) {
  const Json plan = parsed(json_report(testing::applied_plan()));
  EXPECT_EQ(plan["changes"][0]["outcome"], "done");
  EXPECT_TRUE(plan["changes"][0]["error"].is_null());
  EXPECT_EQ(plan["changes"][3]["error"], "us-west-2: disk is full");
  EXPECT_TRUE(plan["changes"][3]["remedy"].is_null());
  EXPECT_EQ(plan["changes"][5]["remedy"], "plan again");
}

struct JunitCase {
  std::string name;
  Plan (*plan)();
  std::string element;
};

Plan with_standing(Plan plan, Condition condition) {
  plan.standings = {testing::standing(condition)};
  return plan;
}

const JunitCase kJunit[] = {
    {"ready", [] { return with_standing(testing::empty_plan(), Condition::ready); },
     "name=\"roster.crew\" time=\"0\"/>"},
    {"drift", [] { return testing::large_plan(1); }, "<failure type=\"drift\""},
    {"unmanaged",
     [] {
       Plan plan = with_standing(testing::empty_plan(), Condition::drifted);
       plan.changes = {testing::extra(testing::crew("zed", "us-west-2"), R"({"name":"Zed"})")};
       return plan;
     },
     "<failure type=\"unmanaged\""},
    {"pending",
     [] {
       Plan plan = with_standing(testing::empty_plan(), Condition::pending);
       plan.changes = {testing::create(testing::crew("ada", "us-east-1"), R"({"name":"Ada"})")};
       return plan;
     },
     "<failure type=\"edit\""},
    {"unknown",
     [] {
       Plan plan = with_standing(testing::empty_plan(), Condition::unknown);
       plan.observations = {testing::look("us-west-2", false)};
       return plan;
     },
     "<error type=\"unknown\""},
    {"drift_besides_unknown",
     [] {
       Plan plan = testing::large_plan(1);
       plan.observations = {testing::look("us-west-2", false)};
       return plan;
     },
     "<failure type=\"drift\""},
    {"suspended", [] { return testing::suspended_plan(); }, "<skipped>moving offices, until 2026-05-14T00:00:00.000Z"},
    {"failed", [] { return testing::applied_plan(); }, "<failure type=\"apply\""},
    {"mended",
     [] {
       Plan plan = with_standing(testing::large_plan(1), Condition::ready);
       plan.applied = {{Applied::Fate::done}};
       return plan;
     },
     "name=\"roster.crew\" time=\"0\"/>"},
    {"config", [] { return testing::faulty_plan(); }, "<failure type=\"config\""},
};

class Junit : public ::testing::TestWithParam<JunitCase> {};
TEST_P(Junit, ShowsEachCondition) { EXPECT_THAT(junit_report(GetParam().plan()), HasSubstr(GetParam().element)); }
INSTANTIATE_TEST_SUITE_P(Forms, Junit, ::testing::ValuesIn(kJunit), [](const auto& it) { return it.param.name; });

TEST(JunitReport, WritesNothingThatXmlForbids) {
  const std::string xml = junit_report(testing::hostile_plan());
  for (const char c : xml) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_THAT(xml, Not(HasSubstr("<script")));
  EXPECT_THAT(xml, Not(HasSubstr("\xef\xbf\xbf")));
}

TEST(SarifReport, FingerprintsStayWhenLinesAndValuesMove) {
  const auto prints = [](const Plan& plan) {
    std::set<std::string> all;
    const Json log = parsed(sarif_report(plan));
    for (const Json& result : log["runs"][0]["results"]) all.insert(result["partialFingerprints"]["jada/v1"]);
    EXPECT_EQ(all.size(), log["runs"][0]["results"].size());
    return all;
  };
  Plan moved = testing::mixed_plan();
  for (Change& change : moved.changes) change.source.line += 10;
  moved.changes[2].seen = R"({"role":"owner"})";
  moved.changes[2].edits = edits(moved.changes[2]);
  EXPECT_EQ(prints(testing::mixed_plan()), prints(moved));
}

TEST(SarifReport, ResultsPointAtTheirRule) {
  const Json log = parsed(sarif_report(testing::mixed_plan()));
  const Json& run = log["runs"][0];
  ASSERT_FALSE(run["results"].empty());
  for (const Json& result : run["results"]) {
    EXPECT_EQ(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
  }
}

TEST(SarifReport, SuppressesWhatIsSuspended) {
  const Json log = parsed(sarif_report(testing::suspended_plan()));
  for (const Json& result : log["runs"][0]["results"]) {
    EXPECT_EQ(result["suppressions"][0]["kind"], "external");
    EXPECT_THAT(result["suppressions"][0]["justification"].get<std::string>(), HasSubstr("moving offices"));
  }
}

TEST(SarifReport, CutsTheLeastSevereAndSaysSo) {
  Plan plan = testing::large_plan(25'001);
  plan.changes.front() = testing::create(plan.changes.front().address, R"({"role":"viewer"})");
  const std::string log = sarif_report(plan);
  EXPECT_EQ(count(log, "\"ruleId\":"), 25'000u);
  EXPECT_EQ(count(log, "\"level\": \"warning\""), 1u) << "only the notification: the one edit is left out";
  EXPECT_THAT(log, HasSubstr("\"text\": \"1 result of 25001 left out"));
}

TEST(MarkdownReport, FitsAPullRequestCommentAndCountsTheRest) {
  const std::string page = markdown_report(testing::large_plan(5'000));
  EXPECT_LE(page.size(), 60'000u);
  EXPECT_GT(page.size(), 55'000u);
  const std::size_t shown = count(page, "\n| `roster.crew/");
  EXPECT_THAT(page, HasSubstr("\n" + std::to_string(5'000 - shown) + " more left out here"));
  EXPECT_EQ(count(page, "<details>"), count(page, "</details>"));
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("| `")) {
      EXPECT_TRUE(line.ends_with("| drift |")) << line;
    }
  }
}

TEST(MarkdownReport, FoldsFromTheThirteenthRow) {
  EXPECT_THAT(markdown_report(testing::large_plan(12)), Not(HasSubstr("<details>")));
  EXPECT_THAT(markdown_report(testing::large_plan(13)), HasSubstr("<details><summary>1 more row<"));
}

TEST(MarkdownReport, KeepsTheTableWholeUnderHostileText) {
  const std::string page = markdown_report(testing::hostile_plan());
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("|")) {
      EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 6) << line;
    }
  }
}

TEST(GithubReport, ShowsNineOfALevelAndRollsUpTheRest) {
  const std::string nine = github_report(testing::large_plan(9));
  EXPECT_EQ(count(nine, "::error file="), 9u);
  EXPECT_THAT(nine, Not(HasSubstr("more of this level")));
  const std::string many = github_report(testing::large_plan(30));
  EXPECT_EQ(count(many, "::error "), 10u);
  EXPECT_THAT(many, HasSubstr("::error title=jada-reconcile::21 more of this level; Plan: 0 to create, 30 to update"));
}

TEST(GithubReport, KeepsEachAnnotationOnItsLine) {
  const std::string lines = github_report(testing::hostile_plan());
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1);
  const std::string properties = lines.substr(8, lines.find("::", 8) - 8);
  EXPECT_EQ(std::count(properties.begin(), properties.end(), ','), 3) << properties;
}

}  // namespace
}  // namespace jada
