#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "engine/report/report.h"
#include "tests/unit/report/plans.h"

namespace jada {
namespace {

struct Golden {
  std::string file;
  std::string (*render)();
};

std::string text_of(const Plan& plan, std::size_t width = 0, bool verbose = false) {
  return text_report(plan, {.color = false, .verbose = verbose, .width = width});
}

Plan drift_of(Plan plan) {
  plan.mode = "drift";
  return plan;
}

const Golden kGoldens[] = {
    {"mixed.txt", [] { return text_of(testing::mixed_plan()); }},
    {"mixed_narrow.txt", [] { return text_of(testing::mixed_plan(), 80); }},
    {"mixed_verbose.txt", [] { return text_of(testing::mixed_plan(), 120, true); }},
    {"drift.txt", [] { return text_of(drift_of(testing::mixed_plan())); }},
    {"applied.txt", [] { return text_of(testing::applied_plan()); }},
    {"suspended.txt", [] { return text_of(testing::suspended_plan()); }},
    {"hostile.txt", [] { return text_of(testing::hostile_plan()); }},
    {"mixed.json", [] { return json_report(testing::mixed_plan()); }},
    {"mixed.xml", [] { return junit_report(testing::mixed_plan()); }},
    {"hostile.xml", [] { return junit_report(testing::hostile_plan()); }},
    {"suspended.xml", [] { return junit_report(testing::suspended_plan()); }},
    {"faulty.xml", [] { return junit_report(testing::faulty_plan()); }},
    {"mixed.sarif", [] { return sarif_report(testing::mixed_plan()); }},
    {"mixed.md", [] { return markdown_report(testing::mixed_plan()); }},
    {"hostile.md", [] { return markdown_report(testing::hostile_plan()); }},
    {"mixed.github", [] { return github_report(testing::mixed_plan()); }},
    {"hostile.github", [] { return github_report(testing::hostile_plan()); }},
};

class Goldens : public ::testing::TestWithParam<Golden> {};

TEST_P(Goldens, AreByteEqual) {
  const std::string path = std::string(JADA_SOURCE_DIR) + "/tests/unit/report/goldens/" + GetParam().file;
  const std::string rendered = GetParam().render();
  if (std::getenv("JADA_UPDATE_GOLDENS") != nullptr) std::ofstream(path, std::ios::binary) << rendered;
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << ": set JADA_UPDATE_GOLDENS to write it";
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(rendered, expected.str());
}

INSTANTIATE_TEST_SUITE_P(Reports, Goldens, ::testing::ValuesIn(kGoldens), [](const auto& it) {
  std::string name = it.param.file;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

}  // namespace
}  // namespace jada
