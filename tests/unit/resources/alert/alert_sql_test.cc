// Rules in SQL, asked of a real state.
#include "tests/support/scratch.h"
#include "tests/unit/resources/alert/rule_world.h"

namespace jada {
namespace {

using test::rule_of;
using test::RuleWorld;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Alert::Spec asking(const std::string& sql) {
  return rule_of("sql = \"" + sql + "\"\nnotify = [\"channel.ops\"]\n").first;
}

// A rule world over a database.
struct Asked : test::Scratch, RuleWorld {
  Asked() : RuleWorld(*open_store(path("state.db"), OpenMode::create)) {}
};

TEST(AlertSql, EachRowIsASubject) {
  Asked world;
  const Alert::Spec rule = asking("SELECT consecutive_failures AS n, address AS subject FROM resources WHERE n > 1");
  world.put("token.google", {.failures = 2});
  world.put("token.azure", {.failures = 9});
  world.put("token.other", {});
  EXPECT_THAT(world.look(rule), ElementsAre("ops fired", "ops fired"));
  EXPECT_THAT(world.open(), ElementsAre("token.azure sql firing", "token.google sql firing"));
  EXPECT_EQ(world.notice().title, "token.azure: n: 9");
  world.put("token.azure", {});
  EXPECT_THAT(world.look(rule), ElementsAre("ops resolved"));
  EXPECT_THAT(world.open(), ElementsAre("token.google sql firing"));
}

TEST(AlertSql, WithoutASubjectTheFirstColumnIsIt) {
  Asked world;
  world.look(asking("SELECT 'the crew' AS team, 3 AS missing, NULL AS since UNION SELECT 'the crew', 4, 'x'"));
  EXPECT_THAT(world.open(), ElementsAre("the crew sql firing"));
  EXPECT_EQ(world.notice().title, "the crew: missing: 3, since: NULL");
}

TEST(AlertSql, WhatIsNotAnsweredEndsNothingAndIsTold) {
  const Alert::Spec good = asking("SELECT 'crew' AS subject");
  const std::pair<const char*, const char*> cases[] = {
      {"SELECT nonsense", "nonsense"},
      {"DELETE FROM resources", ""},
      {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT 1001", "1000 rows"}};
  for (const auto& [sql, why] : cases) {
    Asked world;
    world.look(good);
    const auto told = world.look(asking(sql));
    EXPECT_THAT(told, ElementsAre("ops fired")) << sql;
    EXPECT_THAT(world.open(), ElementsAre("alert.rule rule_error firing", "crew sql firing")) << sql;
    EXPECT_EQ(world.last.track_record->failures, 1) << sql;
    EXPECT_THAT(world.last.track_record->last_error, HasSubstr(why)) << sql;
    EXPECT_EQ(world.last.ailment.diagnosis, "rule_error") << sql;
    EXPECT_THAT(world.look(asking(sql)), IsEmpty()) << sql;
    EXPECT_THAT(world.look(good), ElementsAre("ops resolved")) << sql;
    EXPECT_EQ(world.last.track_record->failures, 0) << sql;
  }
}

TEST(AlertSql, WithoutAStateNothingIsAsked) {
  RuleWorld nowhere;
  EXPECT_THAT(nowhere.look(asking("SELECT nonsense")), IsEmpty());
  EXPECT_THAT(nowhere.open(), IsEmpty());
}

TEST(AlertSql, ARowMayHoldAnything) {
  Asked world;
  world.look(asking("SELECT x'1b5b324aff0a' AS subject, char(10) || 'http://h.example/secret' AS text"));
  ASSERT_EQ(world.open().size(), 1u);
  EXPECT_THAT(world.notice().title, testing::Not(HasSubstr("\x1b")));
  EXPECT_THAT(world.notice().title, testing::Not(HasSubstr("/secret")));
}

}  // namespace
}  // namespace jada
