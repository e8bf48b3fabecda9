#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/scenario.h"

namespace jada::test {
namespace {

std::vector<std::filesystem::path> stories() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(JADA_SOURCE_DIR "/tests/scenarios")) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string name_of(const testing::TestParamInfo<std::filesystem::path>& story) { return story.param.stem().string(); }

class Scenario : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Scenario, TellsItsStory) {
  std::ifstream file(GetParam());
  std::stringstream text;
  text << file.rdbuf();
  const auto stretches = parse_scenario(text.str());
  ASSERT_FALSE(stretches.empty()) << "no `----` in " << GetParam();
  Story story;
  for (const Stretch& stretch : stretches) {
    EXPECT_EQ(story.tell(stretch), stretch.expected) << GetParam() << ":" << stretch.line;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Scenario, testing::ValuesIn(stories()), name_of);

}  // namespace
}  // namespace jada::test
