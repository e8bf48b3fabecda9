#include "tests/unit/resources/alert/rule_world.h"

namespace jada {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::rule_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(AlertParse, ReadsTheRuleOfTheContract) {
  const auto [spec, faults] = rule_of(
      "watch = [\"token.*\", \"sync.*\"]\nconsecutive_failures = 4\npermanent = \"wait\"\nfor = \"1m\"\n"
      "severity = \"critical\"\nnotify = [\"channel.ops\"]\nrepeat = \"2h\"\n"
      "escalate = { after = \"30m\", notify = [\"channel.pager\"] }\n");
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(spec.when, Alert::When::failures);
  EXPECT_EQ(spec.failures, 4);
  EXPECT_FALSE(spec.is_permanent_now);
  EXPECT_EQ(spec.timing.hold, minutes(1));
  EXPECT_EQ(spec.timing.repeat, hours(2));
  EXPECT_EQ(spec.timing.escalate_after, minutes(30));
  EXPECT_EQ(spec.severity, Notice::Severity::critical);
  EXPECT_THAT(spec.notify, ElementsAre(Address{"channel", "ops"}));
  EXPECT_THAT(spec.escalate_to, ElementsAre(Address{"channel", "pager"}));
}

TEST(AlertParse, HasDefaultsForAllButItsCondition) {
  const auto [spec, faults] = rule_of("stale_for = \"45m\"\n");
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_EQ(spec.when, Alert::When::stale);
  EXPECT_EQ(spec.length, minutes(45));
  EXPECT_THAT(spec.watch, ElementsAre("*"));
  EXPECT_TRUE(spec.is_permanent_now);
  EXPECT_EQ(spec.timing.hold, Duration(0));
  EXPECT_EQ(spec.timing.repeat, hours(4));
  EXPECT_FALSE(spec.timing.escalate_after);
  EXPECT_EQ(spec.severity, Notice::Severity::error);
}

TEST(AlertParse, EachConditionIsOne) {
  const std::pair<const char*, Alert::When> cases[] = {{"consecutive_failures = 1\n", Alert::When::failures},
                                                       {"stale_for = \"1h\"\n", Alert::When::stale},
                                                       {"expires_within = \"30d\"\n", Alert::When::expiring},
                                                       {"drifted_for = \"1h\"\n", Alert::When::drifted},
                                                       {"sql = \"SELECT 1\"\n", Alert::When::sql}};
  for (const auto& [keys, when] : cases) {
    const auto [spec, faults] = rule_of(keys);
    EXPECT_THAT(faults, IsEmpty()) << keys;
    EXPECT_EQ(spec.when, when) << keys;
  }
}

TEST(AlertParse, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> cases[] = {
      {"severity = \"error\"\n", "needs a condition"},
      {"stale_for = \"1h\"\ndrifted_for = \"1h\"\n", "`drifted_for` is a second condition beside `stale_for`"},
      {"consecutive_failures = 0\n", "consecutive_failures"},
      {"stale_for = \"0s\"\n", "`stale_for` is no length of time"},
      {"stale_for = \"soon\"\n", "stale_for"},
      {"stale_for = \"1h\"\nseverity = \"eror\"\n", "severity"},
      {"stale_for = \"1h\"\nnotify = [\"channel.op\"]\n", "channel.op"},
      {"stale_for = \"1h\"\nnotify = [\"alert.rule\"]\n", "which is no channel"},
      {"stale_for = \"1h\"\nwatch = []\n", "`watch` is empty"},
      {"sql = \"\"\n", "`sql` is empty"},
      {"sql = \"SELECT 1\"\nwatch = [\"token.*\"]\n", "`watch` means nothing beside `sql`"},
      {"stale_for = \"1h\"\nescalate = { notify = [\"channel.ops\"] }\n", "`escalate.after` is missing"},
      {"stale_for = \"1h\"\nescalate = { after = \"1h\" }\n", "`escalate.notify` is missing"},
  };
  for (const auto& [keys, fault] : cases) EXPECT_THAT(rule_of(keys).second, ElementsAre(HasSubstr(fault))) << keys;
}

TEST(AlertParse, WatchesItsOwnKindOnlyByName) {
  const std::pair<const char*, bool> cases[] = {{"*", false},      {"a*.x", false},   {"*.*", false},
                                                {"alert.x", true}, {"alert.*", true}, {"token.*", false}};
  for (const auto& [glob, watched] : cases) {
    const Alert::Spec spec{.watch = {glob}};
    EXPECT_EQ(spec.watches({"alert", "x"}), watched) << glob;
  }
  EXPECT_TRUE(Alert::Spec{}.watches({"token", "google"}));
}

// What is declared beside the rule, as the loop hands it over.
class AlertDefaults : public testing::Test {
 protected:
  void declare(const std::string& name, const std::string& keys) {
    rules_.push_back(std::make_unique<detail::ResourceOf<Alert>>(rule_of(keys, {"alert", name}).first));
    declared_.emplace_back(Address{"alert", name}, rules_.back().get());
  }
  std::map<std::string, Alert::Spec> implied() {
    std::map<std::string, Alert::Spec> rules;
    for (auto& [address, spec] : Alert::implied(declared_)) rules.emplace(address.name, spec);
    return rules;
  }

  std::vector<std::unique_ptr<Resource>> rules_{};
  std::vector<std::pair<Address, const Resource*>> declared_{};
};

TEST_F(AlertDefaults, GuardWhatNobodyDeclaredARuleFor) {
  declare("oauth", "watch = [\"token.*\"]\nconsecutive_failures = 5\nnotify = [\"channel.ops\"]\n");
  const auto rules = implied();
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_FALSE(rules.at("failing").watches({"token", "google"})) << "the declared rule does";
  EXPECT_TRUE(rules.at("failing").watches({"roster", "crew"}));
  EXPECT_TRUE(rules.at("stale").watches({"token", "google"}));
  EXPECT_EQ(rules.at("failing").failures, 3);
  for (const auto& [name, rule] : rules) {
    EXPECT_EQ(rule.address, (Address{"alert", name}));
    EXPECT_THAT(rule.notify, ElementsAre(Address{"channel", "ops"})) << name;
    EXPECT_EQ(rule.severity, Notice::Severity::error);
  }
}

TEST_F(AlertDefaults, ADeclaredRuleOfThatNameStandsInTheirPlace) {
  declare("stale", "watch = [\"sync.*\"]\nstale_for = \"2h\"\n");
  const auto rules = implied();
  EXPECT_EQ(rules.size(), 1u);
  EXPECT_TRUE(rules.contains("failing"));
}

}  // namespace
}  // namespace jada
