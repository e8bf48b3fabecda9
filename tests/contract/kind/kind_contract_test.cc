// What every kind keeps to, whatever it is about. cases/<kind>.toml declares a block of it and, in `#: ` lines, the
// world it meets (absent REGION · put REGION TABLE KEY JSON · folder MODE PATH · secret MODE PATH TEXT ·
// link TARGET PATH, which leads to itself when the target is `?` · notice CHANNEL, waiting in the outbox);
// cases/<kind>.faulty.toml says what is wrong with itself (fault TEXT).
#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

#include "resources/apis/notice_json.h"
#include "resources/registry.h"
#include "tests/support/world.h"

namespace jada::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string text_of(const std::string& path) {
  std::ifstream in(std::string(JADA_SOURCE_DIR) + "/" + path);
  if (!in) throw std::runtime_error(path + " is missing: every kind has one");
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One `#: ` line: its first word, and the rest.
using Said = std::pair<std::string, std::string>;
std::vector<Said> said_in(const std::string& text) {
  std::vector<Said> said;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("#: ")) continue;
    const auto end = line.find(' ', 3);
    said.push_back({line.substr(3, end - 3), line.substr(end + 1)});
  }
  return said;
}

/// The world a case describes.
struct CaseWorld : World {
  explicit CaseWorld(const std::string& text) {
    for (const auto& [verb, rest] : said_in(text)) {
      std::istringstream words(rest);
      std::string region, table, key, item;
      words >> region >> table >> key;
      std::getline(words >> std::ws, item);
      if (verb == "put") put(region, table, key, item);
      if (verb == "absent") regions[region].exists = false;
      // Of these the first two words are mode and path.
      if (verb == "folder") beside.secrets.files[table] = {.mode = octal(region), .type = FileFacts::Type::folder};
      if (verb == "link") beside.secrets.files[table] = {.target = region};
      if (verb == "link" && region == "?") beside.secrets.faults.insert({{table, "look"}, loop(table)});
      if (verb == "notice") wait(region);
      if (verb == "secret") beside.secrets.files[table] = {.text = key + item, .mode = octal(region)};
    }
    declare(text);
  }
  static Error loop(const std::string& path) { return {Code::invalid, path + ": Too many levels of symbolic links"}; }
  void wait(const std::string& channel) {
    NoticeRecord waiting{.id = "n1", .alert_id = "a1", .channel = *parse_address(channel), .transition = "fired"};
    waiting.notice = to_json(Notice{.title = "token.demo cannot be refreshed"});
    waiting.created_at = clock.now();
    if (!store->commit({.notices = {waiting}})) throw std::runtime_error("no notice can wait");
  }
  static unsigned octal(const std::string& text) { return static_cast<unsigned>(std::stoul(text, nullptr, 8)); }
};

/// The whole world outside, as text.
std::string outside(const World& world) {
  std::string told;
  for (const auto& [name, region] : world.regions.all()) {
    if (!region.exists) told += name + " absent\n";
    for (const auto& [table, items] : region.tables) {
      for (const auto& [key, item] : items) told += name + " " + table + "/" + key + " " + item + "\n";
    }
  }
  for (const auto& [path, file] : world.beside.secrets.files)
    told += path + " " + std::to_string(file.mode) + " " + file.text + "\n";
  for (const LogLine& line : world.beside.beyond.log.lines) told += line.event + " " + line.message + "\n";
  return told;
}

std::vector<std::string> acting(const Told& told, std::string_view kind) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < told.plan.changes.size(); ++i) {
    const Change& change = told.plan.changes[i];
    if (acts(change) && change.address.kind == kind) lines.push_back(told.lines[i]);
  }
  return lines;
}

class KindContract : public testing::TestWithParam<std::string> {
 protected:
  static Stage stage() {
    for (const Kind& kind : registry()) {
      if (kind.name == GetParam()) return kind.stage;
    }
    return Stage::world;
  }
  std::string sound = text_of("tests/contract/kind/cases/" + GetParam() + ".toml");
  std::string faulty = text_of("tests/contract/kind/cases/" + GetParam() + ".faulty.toml");
  std::string readme = text_of("resources/" + GetParam() + "/README.md");
};

TEST_P(KindContract, CaseHasSomethingToDo) {
  CaseWorld world(sound);
  EXPECT_THAT(world.faults_of_file(), IsEmpty());
  EXPECT_THAT(acting(world.plan(), GetParam()), Not(IsEmpty()));
}

TEST_P(KindContract, TheSameFileAndWorldGiveTheSamePlan) {
  CaseWorld first(sound);
  CaseWorld second(sound);
  const Told one = first.plan();
  const Told other = second.plan();
  EXPECT_EQ(one.lines, other.lines);
  ASSERT_EQ(one.plan.changes.size(), other.plan.changes.size());
  for (std::size_t i = 0; i < one.plan.changes.size(); ++i) {
    EXPECT_EQ(one.plan.changes[i].id(), other.plan.changes[i].id());
    EXPECT_EQ(one.plan.changes[i].reason, other.plan.changes[i].reason);
  }
}

// Also when the second look rests on what the first one left in the state.
TEST_P(KindContract, LookingAgainFindsTheSame) {
  CaseWorld world(sound);
  const Told first = world.plan();
  EXPECT_EQ(world.plan().lines, first.lines);
  world.drift();
  EXPECT_EQ(world.plan().lines, first.lines);
}

// What is held stays apart, look after look and apply after apply, and none of them may trip over what another
// recorded.
TEST_P(KindContract, EveryLookAndApplyIsRecorded) {
  CaseWorld world(sound);
  for (int round = 1; round <= 3; ++round) {
    EXPECT_EQ(world.plan().error, "") << round;
    EXPECT_EQ(world.drift().error, "") << round;
    EXPECT_EQ(world.apply().error, "") << round;
  }
}

TEST_P(KindContract, ObservingChangesNothingInTheWorld) {
  CaseWorld world(sound);
  const std::string before = outside(world);
  world.plan();
  world.drift();
  EXPECT_EQ(outside(world), before);
}

TEST_P(KindContract, AfterApplyNothingIsLeftToDo) {
  CaseWorld world(sound);
  const std::string before = outside(world);
  world.apply();
  EXPECT_NE(outside(world), before);
  EXPECT_THAT(acting(world.plan(), GetParam()), IsEmpty());
  const std::string after = outside(world);
  world.apply();
  EXPECT_EQ(outside(world), after) << "a second apply found something to write";
}

TEST_P(KindContract, WithoutAnAnswerNothingIsPlanned) {
  if (stage() != Stage::world) GTEST_SKIP() << "looks at the state alone";
  CaseWorld world(sound);
  world.faults.arm(1, Faults::Shape::outage);
  const Told told = world.plan();
  EXPECT_THAT(acting(told, GetParam()), IsEmpty());
  EXPECT_EQ(told.exit_code, 9);
}

TEST_P(KindContract, AFaultyBlockYieldsAllItsFaultsAtOnce) {
  CaseWorld world(faulty);
  const auto found = world.faults_of_file();
  std::size_t expected = 0;
  for (const auto& [verb, fault] : said_in(faulty)) {
    EXPECT_THAT(found, testing::Contains(HasSubstr(fault)));
    ++expected;
  }
  EXPECT_GT(expected, 1u);
  EXPECT_EQ(found.size(), expected) << testing::PrintToString(found);
}

TEST_P(KindContract, ReadmeNamesEveryReasonAndKey) {
  CaseWorld world(sound);
  std::set<std::string> reasons;
  for (const Change& change : world.plan().plan.changes) {
    if (change.address.kind == GetParam()) reasons.insert(change.reason);
  }
  ASSERT_FALSE(reasons.empty());
  for (const std::string& reason : reasons) EXPECT_THAT(readme, HasSubstr("| `" + reason + "` |"));
  for (const KindDoc& kind : describe()) {
    for (const KeyDoc& key : kind.keys) {
      const bool nested = key.name.find('.') != std::string::npos;
      if (kind.name != GetParam() || nested) continue;
      EXPECT_THAT(readme, HasSubstr("| `" + key.name + "` |"));
    }
  }
}

// Jobs, alerts and channels do not make a world as it is declared: they act on what the state holds.
std::vector<std::string> kinds() {
  std::vector<std::string> names;
  for (const Kind& kind : registry()) {
    if (kind.stage == Stage::world) names.emplace_back(kind.name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Every, KindContract, testing::ValuesIn(kinds()), [](const auto& kind) { return kind.param; });

}  // namespace
}  // namespace jada::test
