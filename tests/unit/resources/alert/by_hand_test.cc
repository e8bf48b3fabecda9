#include "resources/alert/by_hand.h"

#include "tests/unit/resources/alert/rule_world.h"

namespace jada {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::rule_of;
using test::RuleWorld;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Alert::Spec kRule = rule_of("consecutive_failures = 3\nnotify = [\"channel.ops\"]\nrepeat = \"1h\"\n").first;

class AlertByHand : public testing::Test {
 protected:
  AlertByHand() {
    world.put("token.google", {.failures = 3});
    world.look(kRule);
  }
  Hand hand() const { return {.who = "ada", .why = "on it", .now = world.now()}; }
  Batch carried_out(const Result<Batch>& batch) {
    EXPECT_TRUE(batch) << batch.error().message;
    const auto done = world.store->commit(*batch);
    EXPECT_TRUE(done) << done.error().message;
    return *batch;
  }

  RuleWorld world{};
};

TEST_F(AlertByHand, WhoLooksAfterItIsRemindedNoMore) {
  const Batch batch = carried_out(acknowledge(world.alert(), hand()));
  EXPECT_EQ(batch.events.at(0).type, "alert.acked");
  EXPECT_THAT(batch.events.at(0).message, HasSubstr("by ada: on it"));
  EXPECT_EQ(world.alert().acked_at, world.now());
  world.pass(hours(9));
  EXPECT_THAT(world.look(kRule), IsEmpty());
  EXPECT_THAT(acknowledge(world.alert(), hand())->alerts, IsEmpty()) << "once is enough";
  world.put("token.google", {});
  EXPECT_THAT(world.look(kRule), ElementsAre("ops resolved"));
}

TEST_F(AlertByHand, ASilenceLastsUntilItsEndAndCanBeMadeLonger) {
  carried_out(silence(world.alert(), world.now() + hours(2), hand()));
  carried_out(silence(world.alert(), world.now() + hours(3), hand()));
  world.pass(hours(2));
  EXPECT_THAT(world.look(kRule), IsEmpty());
  EXPECT_EQ(world.last.recheck_at, world.now() + hours(1));
  world.pass(hours(1));
  EXPECT_THAT(world.look(kRule), ElementsAre("ops repeated"));
}

TEST_F(AlertByHand, WhatAPersonResolvesIsToldAndFiresAgainWhenItIsTrue) {
  const Batch batch = carried_out(close(world.alert(), hand()));
  ASSERT_EQ(batch.notices.size(), 1u);
  const Notice notice = *read_notice(batch.notices.at(0).notice);
  EXPECT_EQ(notice.transition, Notice::Transition::resolved);
  EXPECT_EQ(notice.fingerprint, world.alert().id);
  EXPECT_EQ(notice.instance, "here");
  EXPECT_THAT(batch.notices.at(0).notice, HasSubstr("resolved by ada: on it"));
  EXPECT_EQ(close(world.alert(), hand()).error().code, Code::invalid);
  EXPECT_EQ(acknowledge(world.alert(), hand()).error().code, Code::invalid);
  EXPECT_EQ(silence(world.alert(), world.now(), hand()).error().code, Code::invalid);
  world.pass(minutes(1));
  EXPECT_THAT(world.look(kRule), ElementsAre("ops fired"));
  EXPECT_EQ(world.alert().occurrences, 2);
  std::set<std::string> ids;
  const auto waiting = world.store->waiting_notices({"channel", "ops"}, 9);
  for (const NoticeRecord& one : *waiting) ids.insert(one.id);
  EXPECT_EQ(ids.size(), 3u) << "each is told under its own id";
}

TEST_F(AlertByHand, OneWhoComesTooLateIsToldSo) {
  const AlertRecord read = world.alert();
  carried_out(acknowledge(read, hand()));
  EXPECT_EQ(world.store->commit(*close(read, hand())).error().code, Code::conflict);
}

}  // namespace
}  // namespace jada
