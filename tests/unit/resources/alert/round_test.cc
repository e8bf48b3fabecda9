// What a rule concludes, look by look.
#include "tests/unit/resources/alert/rule_world.h"

namespace jada {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using test::rule_of;
using test::RuleWorld;
using test::Stand;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kNotify = "notify = [\"channel.ops\"]\n";
const Alert::Spec kFailures = rule_of("consecutive_failures = 3\n" + kNotify).first;
const Stand kRevoked{.failures = 1,
                     .diagnosis = "revoked",
                     .is_permanent = true,
                     .cause = "https://me:pw@oauth2.example/token?key=canary: 400 invalid_grant",
                     .remedy = "jada-reconcile token login google"};

TEST(AlertRound, FiresByEachCondition) {
  const Time now = RuleWorld().now();
  struct Case {
    const char* name;
    const char* condition;
    Stand stand;
    const char* found;  // empty: nothing
  };
  const Case cases[] = {
      {"fewer failures", "consecutive_failures = 3", {.failures = 2}, ""},
      {"as many", "consecutive_failures = 3", {.failures = 3}, "token.google failing firing"},
      {"with a diagnosis",
       "consecutive_failures = 3",
       {.failures = 3, .diagnosis = "throttled"},
       "token.google throttled firing"},
      {"permanent", "consecutive_failures = 3", kRevoked, "token.google revoked firing"},
      {"permanent, though it serves",
       "consecutive_failures = 3",
       {.diagnosis = "revoked", .is_permanent = true},
       "token.google revoked firing"},
      {"permanent waits", "consecutive_failures = 3\npermanent = \"wait\"", kRevoked, ""},
      {"permanent holds for nothing", "consecutive_failures = 3\nfor = \"1h\"", kRevoked,
       "token.google revoked firing"},
      {"failures hold", "consecutive_failures = 3\nfor = \"1h\"", {.failures = 3}, "token.google failing pending"},
      {"cannot be looked at", "consecutive_failures = 3", {.condition = "Unknown", .failures = 9}, ""},
      {"suspended", "consecutive_failures = 3", {.condition = "Suspended", .failures = 9}, ""},
      {"fresh", "stale_for = \"45m\"", {.succeeded_at = now - minutes(45)}, ""},
      {"stale", "stale_for = \"45m\"", {.succeeded_at = now - minutes(46)}, "token.google stale firing"},
      {"stale, unseen",
       "stale_for = \"45m\"",
       {.condition = "Unknown", .succeeded_at = now - minutes(46)},
       "token.google stale firing"},
      {"stale, suspended", "stale_for = \"45m\"", {.condition = "Suspended", .succeeded_at = now - minutes(46)}, ""},
      {"never succeeded, just declared", "stale_for = \"45m\"", {}, ""},
      {"ends later", "expires_within = \"30d\"", {.ends_at = now + days(30)}, ""},
      {"ends soon", "expires_within = \"30d\"", {.ends_at = now + days(29)}, "token.google expiring firing"},
      {"ends never", "expires_within = \"30d\"", {}, ""},
      {"ends soon, unseen", "expires_within = \"30d\"", {.condition = "Unknown", .ends_at = now + days(1)}, ""},
      {"drifts", "drifted_for = \"1h\"", {.drifted_since = now - minutes(61)}, "token.google drifted firing"},
      {"drifts not yet for long", "drifted_for = \"1h\"", {.drifted_since = now - minutes(59)}, ""},
  };
  for (const Case& one : cases) {
    RuleWorld world;
    world.put("token.google", one.stand);
    world.look(rule_of(one.condition + std::string("\n") + kNotify).first);
    const std::vector<std::string> found =
        one.found[0] == '\0' ? std::vector<std::string>{} : std::vector<std::string>{one.found};
    EXPECT_EQ(world.open(), found) << one.name;
  }
}

TEST(AlertRound, TellsOnceThatItBeginsAndOnceThatItEnds) {
  RuleWorld world;
  world.put("token.google", {.failures = 3});
  EXPECT_THAT(world.look(kFailures), ElementsAre("ops fired"));
  const std::string id = world.alert().id;
  EXPECT_EQ(world.last.changes.at(0).action, Action::raise);
  EXPECT_EQ(world.last.changes.at(0).address, (Address{"alert", "rule", "token.google"}));
  EXPECT_EQ(world.last.events.at(0).type, "alert.fired");
  EXPECT_EQ(world.last.events.at(0).level, "error");
  world.pass(minutes(5));
  EXPECT_THAT(world.look(kFailures), IsEmpty());
  EXPECT_THAT(world.last.changes, IsEmpty());
  world.put("token.google", {});
  EXPECT_THAT(world.look(kFailures), ElementsAre("ops resolved"));
  EXPECT_EQ(world.last.changes.at(0).action, Action::resolve);
  EXPECT_EQ(world.alert().id, id);
  EXPECT_EQ(world.alert().state, "resolved");
  for (int look = 0; look < 30; ++look) EXPECT_THAT(world.look(kFailures), IsEmpty());
  EXPECT_THAT(world.last.alerts, IsEmpty()) << "nothing is written when nothing moves";
}

TEST(AlertRound, SaysWhatAPersonNeeds) {
  RuleWorld world;
  world.put("token.google", kRevoked);
  world.put("sync.port_sheet", {.needs = {"token.google"}});
  world.put("sync.report", {.needs = {"sync.port_sheet"}});
  world.look(kFailures);
  const Notice told = world.notice();
  EXPECT_EQ(told.title, "token.google: revoked: https://oauth2.example: 400 invalid_grant");
  EXPECT_EQ(told.instance, "here");
  EXPECT_EQ(told.rule, "alert.rule");
  EXPECT_EQ(told.fingerprint, world.alert().id);
  EXPECT_THAT(world.body(), HasSubstr("since 2026-05-13T12:00:00.000Z"));
  EXPECT_THAT(world.body(), HasSubstr("depends on it: sync.port_sheet, sync.report"));
  EXPECT_THAT(world.body(), HasSubstr("next: jada-reconcile token login google"));
  EXPECT_THAT(world.last.notices.at(0).notice, Not(HasSubstr("canary")));
  EXPECT_THAT(world.alert().summary, Not(HasSubstr("pw")));
}

TEST(AlertRound, AnotherTroubleIsAnotherAlert) {
  RuleWorld world;
  world.put("token.google", {.failures = 3, .diagnosis = "throttled"});
  world.look(kFailures);
  world.put("token.google", kRevoked);
  EXPECT_THAT(world.look(kFailures), testing::UnorderedElementsAre("ops resolved", "ops fired"));
  EXPECT_THAT(world.open(), ElementsAre("token.google revoked firing"));
  ASSERT_EQ(world.last.changes.size(), 1u) << "one place has one change";
  EXPECT_EQ(world.last.changes.at(0).action, Action::raise);
  const auto& notices = world.last.notices;
  const auto over = std::find_if(notices.begin(), notices.end(),
                                 [](const NoticeRecord& notice) { return notice.transition == "resolved"; });
  ASSERT_NE(over, notices.end());
  EXPECT_THAT(over->notice, HasSubstr("became another trouble: token.google: revoked"));
}

TEST(AlertRound, WhatIsDeclaredNoMoreEnds) {
  RuleWorld world;
  world.put("token.google", {.failures = 3});
  world.look(kFailures);
  world.forget("token.google");
  EXPECT_THAT(world.look(kFailures), ElementsAre("ops resolved"));
  EXPECT_THAT(world.body(), HasSubstr("declared no more"));
}

TEST(AlertRound, WhatCannotBeLookedAtNeitherBeginsNorEnds) {
  RuleWorld world;
  world.put("token.google", {.failures = 3});
  world.look(kFailures);
  for (const char* condition : {"Unknown", "Suspended"}) {
    world.put("token.google", {.condition = condition});
    EXPECT_THAT(world.look(kFailures), IsEmpty()) << condition;
    EXPECT_EQ(world.open().size(), 1u) << condition;
  }
  world.pass(hours(5));
  EXPECT_THAT(world.look(kFailures), ElementsAre("ops repeated"));
  EXPECT_THAT(world.body(), HasSubstr("cannot be told now"));
}

TEST(AlertRound, EscalatesToOthersWhoThenHearTheRest) {
  const Alert::Spec rule =
      rule_of("consecutive_failures = 3\n" + kNotify + "escalate = { after = \"30m\", notify = [\"channel.pager\"] }\n")
          .first;
  RuleWorld world;
  world.put("token.google", {.failures = 3});
  EXPECT_THAT(world.look(rule), ElementsAre("ops fired"));
  EXPECT_EQ(world.last.recheck_at, world.now() + minutes(30));
  world.pass(minutes(30));
  EXPECT_THAT(world.look(rule), ElementsAre("pager escalated"));
  world.pass(hours(4));
  EXPECT_THAT(world.look(rule), ElementsAre("ops repeated", "pager repeated"));
  world.put("token.google", {});
  EXPECT_THAT(world.look(rule), ElementsAre("ops resolved", "pager resolved"));
}

TEST(AlertRound, WithoutAChannelItFiresAllTheSame) {
  Alert::Spec rule = rule_of("consecutive_failures = 3\nseverity = \"info\"\n").first;
  RuleWorld world;
  world.put("token.google", {.failures = 3});
  EXPECT_THAT(world.look(rule), IsEmpty());
  EXPECT_EQ(world.last.events.at(0).level, "error");
  EXPECT_THAT(world.last.events.at(0).message, HasSubstr("no channel"));
  EXPECT_EQ(world.open().size(), 1u);
  rule.notify = {{"channel", "ops"}};
  EXPECT_THAT(world.look(rule), ElementsAre("ops fired")) << "the first channel there is hears it";
  EXPECT_THAT(world.look(rule), IsEmpty());
}

TEST(AlertRound, ASuspendedRuleConcludesNothing) {
  RuleWorld world;
  world.put("token.google", {.failures = 3});
  world.look(kFailures);
  world.put("alert.rule", {.condition = "Suspended"});
  world.put("token.google", {});
  EXPECT_THAT(world.look(kFailures), IsEmpty());
  EXPECT_EQ(world.open().size(), 1u);
}

TEST(AlertRound, TheHeirEndsWhatARuleThatIsGoneLeftOpen) {
  RuleWorld world;
  world.put("token.google", {.failures = 3});
  world.put("channel.ops", {});
  world.look(kFailures);
  const Alert::Spec heir = rule_of("consecutive_failures = 9\n", {"alert", "zz"}).first;
  EXPECT_THAT(world.look(heir), IsEmpty()) << "the rule stands";
  world.forget("alert.rule");
  EXPECT_THAT(world.judge(kFailures).alerts, IsEmpty()) << "declared anew, it leaves its past to the heir";
  EXPECT_THAT(world.look(heir), ElementsAre("ops resolved"));
  EXPECT_THAT(world.body(), HasSubstr("its rule is declared no more"));
  EXPECT_THAT(world.look(heir), IsEmpty());
  EXPECT_THAT(world.look(kFailures), ElementsAre("ops fired"));
}

TEST(AlertRound, TheDefaultOfStalenessIsTheSubjects) {
  Alert::Spec rule = kFailures;
  rule.when = Alert::When::stale;
  const Time now = RuleWorld().now();
  struct Case {
    const char* address;
    const char* note;
    Duration limit;
  };
  const Case cases[] = {{"token.google", "", hours(1)},
                        {"sync.port_sheet", "", hours(2)},
                        {"sync.port_sheet", "{\"fresh_within_ms\":60000}", minutes(1)}};
  for (const Case& one : cases) {
    RuleWorld world;
    world.put(one.address, {.succeeded_at = now - one.limit, .note = one.note});
    EXPECT_THAT(world.look(rule), IsEmpty()) << one.address << one.note;
    EXPECT_EQ(world.last.recheck_at, now + Duration(1));
    world.pass(Duration(1));
    EXPECT_THAT(world.look(rule), ElementsAre("ops fired")) << one.address << one.note;
  }
}

TEST(AlertRound, TheDefaultOfStalenessAddsNothingToWhatWasTold) {
  Alert::Spec stale = kFailures;
  stale.address.name = "stale";
  stale.when = Alert::When::stale;
  RuleWorld world;
  world.put("token.google", {.failures = 3, .succeeded_at = world.now() - hours(9)});
  world.look(kFailures);
  EXPECT_THAT(world.look(stale), IsEmpty());
  world.put("token.google", {.failures = 0, .succeeded_at = world.now() - hours(9)});
  world.look(kFailures);
  EXPECT_THAT(world.look(stale), ElementsAre("ops fired"));
}

TEST(AlertRound, ADamagedLifeIsReadFromTheColumns) {
  RuleWorld world;
  world.put("token.google", {.failures = 3});
  world.look(kFailures);
  AlertRecord damaged = world.alert();
  damaged.life = "[1";
  ASSERT_TRUE(world.store->commit({.alerts = {damaged}}));
  EXPECT_THAT(world.look(kFailures), ElementsAre("ops fired")) << "rather twice than never";
  EXPECT_EQ(world.open().size(), 1u);
}

}  // namespace
}  // namespace jada
