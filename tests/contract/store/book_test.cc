#include <gmock/gmock.h>

#include "tests/contract/store/stores.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StoreBook : public StoreContract {
 protected:
  static inline const Address kSync{.kind = "sync", .name = "sheet"};
  static inline const Address kChannel{.kind = "channel", .name = "ops"};

  static Slot slot(std::int64_t seconds, std::string outcome = "") {
    return {.address = kSync, .slot_at = at(seconds), .trigger = "slot", .outcome = std::move(outcome)};
  }
  static NoticeRecord notice(std::string id, std::int64_t seconds) {
    return {.id = std::move(id),
            .alert_id = "a1",
            .channel = kChannel,
            .transition = "fired",
            .notice = "{}",
            .created_at = at(seconds)};
  }
  static AlertRecord alert(std::string id, std::string state) {
    return {.id = std::move(id),
            .rule = "alert.oauth",
            .subject = "token.google",
            .diagnosis = "revoked",
            .state = std::move(state),
            .severity = "critical",
            .life = "{}",
            .opened_at = at(1)};
  }
  Result<Done> put(Batch batch) { return store_->commit(batch); }

  std::vector<std::string> times(const SlotQuery& wanted) {
    std::vector<std::string> found;
    for (const Slot& one : must(store_->slots(kSync, wanted)))
      found.push_back(std::to_string(one.slot_at.time_since_epoch().count() / 1000) + one.outcome);
    return found;
  }
};

INSTANTIATE_TEST_SUITE_P(Both, StoreBook, kBothBackends, name_of);

TEST_P(StoreBook, KeepsASlotAsItWas) {
  Slot all = slot(60, "failed");
  all.trigger = "asked";
  all.reason = "output_matched";
  all.detail = "said so";
  all.started_at = at(61);
  all.finished_at = at(63);
  all.exit_code = 3;
  all.attempts = 2;
  all.retry_at = at(70);
  all.duration = Duration{2000};
  all.output_tail = "token error";
  all.runner = "{}";
  commit({.slots = {all}});
  const Slot found = must(store_->slots(kSync, {})).at(0);
  EXPECT_EQ(found.revision, 1);
  EXPECT_EQ(found.trigger + found.outcome + found.reason + found.detail, "askedfailedoutput_matchedsaid so");
  EXPECT_EQ(found.started_at, at(61));
  EXPECT_EQ(found.finished_at, at(63));
  EXPECT_EQ(found.exit_code, 3);
  EXPECT_EQ(found.attempts, 2);
  EXPECT_EQ(found.retry_at, at(70));
  EXPECT_EQ(found.duration, Duration{2000});
  EXPECT_EQ(found.output_tail + found.runner, "token error{}");
}

TEST_P(StoreBook, ASlotIsTakenOnceAndEndsOnce) {
  commit({.slots = {slot(60)}});
  EXPECT_EQ(put({.slots = {slot(60)}}).error().code, Code::conflict) << "taken by another";
  Slot ended = must(store_->slots(kSync, {.open_only = true})).at(0);
  ended.outcome = "ok";
  commit({.slots = {ended}});
  EXPECT_EQ(put({.slots = {ended}}).error().code, Code::conflict) << "a stale revision";
  ended.revision = 2;
  ended.outcome = "failed";
  EXPECT_EQ(put({.slots = {ended}}).error().code, Code::conflict) << "it has ended";
  EXPECT_THAT(times({}), ElementsAre("60ok"));
}

TEST_P(StoreBook, ARefusedSlotLeavesNothingOfItsCommit) {
  commit({.slots = {slot(60)}});
  EXPECT_FALSE(put({.events = {{.at = at(1), .type = "x", .message = ""}}, .slots = {slot(120), slot(60)}}));
  EXPECT_THAT(times({}), ElementsAre("60"));
  EXPECT_THAT(must(store_->events("", 10)), IsEmpty());
}

TEST_P(StoreBook, FindsSlotsByTimeOutcomeAndWhetherTheyAreOpen) {
  commit({.slots = {slot(60, "ok"), slot(120, "blocked"), slot(180), slot(240, "ok")}});
  EXPECT_THAT(times({}), ElementsAre("240ok", "180", "120blocked", "60ok"));
  EXPECT_THAT(times({.until = at(200), .limit = 2}), ElementsAre("180", "120blocked"));
  EXPECT_THAT(times({.outcome = "ok"}), ElementsAre("240ok", "60ok"));
  EXPECT_THAT(times({.open_only = true}), ElementsAre("180"));
}

TEST_P(StoreBook, AnAlertIsChangedByWhoeverSawItLast) {
  commit({.alerts = {alert("a1", "firing")}});
  AlertRecord seen = must(store_->alerts("alert.oauth")).at(0);
  EXPECT_EQ(seen.state + seen.subject + seen.diagnosis + seen.severity, "firingtoken.googlerevokedcritical");
  seen.state = "acked";
  commit({.alerts = {seen}});
  seen.state = "resolved";
  EXPECT_EQ(put({.alerts = {seen}}).error().code, Code::conflict);
  EXPECT_EQ(must(store_->alerts("")).at(0).state, "acked");
  EXPECT_THAT(must(store_->alerts("alert.other")), IsEmpty());
}

TEST_P(StoreBook, WaitingNoticesOfAChannelComeOldestFirst) {
  NoticeRecord other = notice("n0", 1);
  other.channel.name = "pager";
  commit({.notices = {notice("n2", 5), notice("n1", 9), notice("n3", 2), other}});
  const auto ids = [&](std::size_t limit) {
    std::vector<std::string> found;
    for (const NoticeRecord& one : must(store_->waiting_notices(kChannel, limit))) found.push_back(one.id);
    return found;
  };
  EXPECT_THAT(ids(10), ElementsAre("n3", "n2", "n1"));
  EXPECT_THAT(ids(1), ElementsAre("n3"));
  NoticeRecord sent = must(store_->waiting_notices(kChannel, 1)).at(0);
  sent.status = "sent";
  sent.sent_at = at(10);
  commit({.notices = {sent}});
  EXPECT_THAT(ids(10), ElementsAre("n2", "n1"));
  EXPECT_EQ(put({.notices = {sent}}).error().code, Code::conflict) << "somebody else sent it";
}

TEST_P(StoreBook, ANoticeThatIsThereAlreadyIsLeftAloneAndNoConflict) {
  NoticeRecord sent = notice("n1", 1);
  sent.status = "sent";
  commit({.notices = {sent}});
  commit({.notices = {notice("n1", 2), notice("n2", 2)}});
  EXPECT_EQ(must(store_->find_notice("n1"))->status, "sent");
  EXPECT_EQ(must(store_->find_notice("n2"))->status, "waiting");
}

TEST_P(StoreBook, ANoticeIsFoundWhateverBecameOfIt) {
  NoticeRecord sent = notice("n1", 1);
  sent.status = "sent";
  commit({.notices = {sent, notice("n2", 2)}});
  EXPECT_EQ(must(store_->find_notice("n1"))->status, "sent");
  EXPECT_EQ(must(store_->find_notice("n2"))->channel, kChannel);
  EXPECT_FALSE(must(store_->find_notice("n3")).has_value());
}

TEST_P(StoreBook, PrunesWhatIsOverAndKeepsWhatIsNot) {
  NoticeRecord sent = notice("n1", 1);
  sent.status = "sent";
  AlertRecord over = alert("a1", "resolved");
  over.resolved_at = at(5);
  commit({.events = {{.at = at(1), .type = "old", .message = ""}, {.at = at(500), .type = "new", .message = ""}},
          .slots = {slot(60, "ok"), slot(120, "ok"), slot(180), slot(600, "ok")},
          .alerts = {over, alert("a2", "firing")},
          .notices = {sent, notice("n2", 1)}});
  must(store_->prune({.before = at(300), .slots = 1}));
  EXPECT_THAT(times({}), ElementsAre("600ok", "180"));
  EXPECT_EQ(must(store_->alerts("")).at(0).id, "a2");
  EXPECT_EQ(must(store_->waiting_notices(kChannel, 10)).at(0).id, "n2");
  EXPECT_EQ(must(store_->events("", 10)).at(0).type, "new");
  commit({.events = {{.at = at(501), .type = "next", .message = ""}}});
  EXPECT_EQ(must(store_->events("", 10)).at(1).sequence, 3) << "numbers go on";
  EXPECT_THAT(must(store_->check()), IsEmpty());
}

TEST_P(StoreBook, TheNumberOfTheLastEventOutlivesItsPruning) {
  commit({.events = {{.at = at(1), .type = "a", .message = ""}, {.at = at(2), .type = "b", .message = ""}}});
  must(store_->prune({.before = at(300)}));
  commit({.events = {{.at = at(400), .type = "c", .message = ""}}});
  EXPECT_EQ(must(store_->events("", 1)).at(0).sequence, 3);
}

}  // namespace
}  // namespace jada
