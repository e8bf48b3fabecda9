#include "tests/unit/resources/channel/channel_world.h"

namespace jada {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Transition = Notice::Transition;

class Delivering : public ChannelWorld {};

TEST_F(Delivering, WhatWaitsIsSentOnceAndNotedAtOnce) {
  EXPECT_THAT(verdict().changes, IsEmpty());
  wait("a");
  const Verdict found = verdict();
  ASSERT_EQ(found.changes.size(), 1u);
  EXPECT_EQ(found.changes[0].action, Action::run);
  EXPECT_EQ(found.changes[0].cause, Cause::schedule);
  EXPECT_EQ(found.changes[0].reason, "waiting");
  EXPECT_EQ(found.changes[0].detail, "1 notice to deliver");
  EXPECT_EQ(apply().fate, WriteFate::done);
  EXPECT_EQ(kept("a.fired").status, "sent");
  EXPECT_EQ(kept("a.fired").sent_at, clock.time);
  EXPECT_EQ(kept("a.fired").attempts, 1);
  EXPECT_FALSE(pass());
  EXPECT_EQ(sent(), 1u);
  EXPECT_EQ(verdict().track_record->succeeded_at, clock.time);
}

TEST_F(Delivering, EveryTypeReachesWhatItIsFor) {
  const struct {
    Type type;
    int status;
    const char* body;
  } web[] = {{Type::slack, 200, "ok"},
             {Type::webhook, 204, ""},
             {Type::pagerduty, 202, "{}"},
             {Type::alertmanager, 200, ""},
             {Type::ntfy, 200, "{}"}};
  for (const auto& one : web) {
    spec = spec_of(one.type);
    answer(one.status, one.body);
    const std::string alert = std::string(word(one.type));
    wait(alert);
    const std::size_t before = sent();
    EXPECT_EQ(apply().fate, WriteFate::done) << alert;
    EXPECT_EQ(sent(), before + 1) << alert;
    EXPECT_THAT(outside.http.sent.back(), HasSubstr(alert + " fails"));
    EXPECT_EQ(kept(alert + ".fired").status, "sent") << alert;
  }
}

TEST_F(Delivering, MailProgramsAndTheLogAreReachedAsWell) {
  for (const Type type : {Type::log, Type::command, Type::email}) {
    spec = spec_of(type);
    const std::string alert = std::string(word(type));
    wait(alert);
    EXPECT_EQ(apply().fate, WriteFate::done) << alert;
    EXPECT_EQ(kept(alert + ".fired").status, "sent") << alert;
  }
  ASSERT_EQ(outside.beyond.log.lines.size(), 1u);
  EXPECT_EQ(outside.beyond.log.lines[0].event, "alert.fired");
  EXPECT_EQ(outside.beyond.log.lines[0].level, LogLine::Level::error);
  ASSERT_EQ(outside.beyond.mail.sent.size(), 1u);
  EXPECT_THAT(outside.beyond.mail.sent[0], HasSubstr("Subject: critical: email fails\r\n"));
  ASSERT_EQ(outside.beyond.jobs.started.size(), 1u);
  EXPECT_THAT(outside.beyond.jobs.started[0].argv, ElementsAre("/bin/tell", "ops"));
  EXPECT_THAT(outside.beyond.jobs.started[0].variables,
              testing::IsSupersetOf({std::pair<std::string, std::string>("JADA_ALERT_TRANSITION", "fired"),
                                     {"JADA_ALERT_SEVERITY", "critical"},
                                     {"JADA_ALERT_SUBJECT", "token.command"},
                                     {"JADA_ALERT_TITLE", "command fails"},
                                     {"JADA_ALERT_BODY", "since 12:00\nrun this"},
                                     {"JADA_ALERT_FINGERPRINT", "f-command"}}));
}

TEST_F(Delivering, WhatAnAnswerMeansIsWhatBecomesOfTheNotice) {
  const struct {
    int status;
    const char* body;
    const char* fate;
    const char* diagnosis;
    bool permanent;
  } cases[] = {{200, "ok", "sent", "", false},
               {503, "", "waiting", "unreachable", false},
               {429, "", "waiting", "unreachable", false},
               {400, "invalid_payload", "refused", "", false},
               {403, "invalid_token", "waiting", "wrong_key", true},
               {404, "channel_not_found", "waiting", "dead_channel", true},
               {302, "", "waiting", "dead_channel", true}};
  for (const auto& one : cases) {
    store = memory_store();
    outside.memory.store = store.get();
    outside.memory.kept.clear();
    answer(one.status, one.body);
    wait("a");
    apply();
    const NoticeRecord record = kept("a.fired");
    EXPECT_EQ(record.status, one.fate) << one.status;
    EXPECT_EQ(record.next_attempt_at.has_value(), record.is_waiting()) << one.status;
    const Verdict found = verdict();
    EXPECT_EQ(found.ailment.diagnosis, one.diagnosis) << one.status;
    EXPECT_EQ(found.ailment.is_permanent, one.permanent) << one.status;
    EXPECT_EQ(found.ailment.remedy, one.permanent ? "check the variable URL" : "") << one.status;
    EXPECT_EQ(found.track_record->failures, std::string(one.diagnosis).empty() ? 0 : 1) << one.status;
    EXPECT_THAT(record.error, Not(HasSubstr("canary")));
  }
}

TEST_F(Delivering, ProgramsSayHowItWentByTheirExitCode) {
  const struct {
    JobResult result;
    const char* fate;
    const char* diagnosis;
  } cases[] = {{test::FakeJobs::exited(0), "sent", ""},
               {test::FakeJobs::exited(75), "waiting", "unreachable"},
               {test::FakeJobs::exited(1), "waiting", "unreachable"},
               {{.end = JobResult::End::timed_out}, "waiting", "unreachable"},
               {{.trouble = {Code::unavailable, "no processes left"}}, "waiting", "unreachable"},
               {{.trouble = {Code::missing, "/bin/tell: no such file"}}, "waiting", "dead_channel"}};
  spec = spec_of(Type::command);
  for (const auto& one : cases) {
    store = memory_store();
    outside.memory.store = store.get();
    outside.memory.kept.clear();
    outside.beyond.jobs.end = [&](const JobRequest&) { return one.result; };
    wait("a");
    apply();
    EXPECT_EQ(kept("a.fired").status, one.fate) << kept("a.fired").error;
    EXPECT_EQ(verdict().ailment.diagnosis, one.diagnosis) << kept("a.fired").error;
  }
}

TEST_F(Delivering, TriesAgainLaterAndLater) {
  answer(503);
  wait("a");
  Time before = clock.time;
  for (int attempt = 1; attempt <= 20; ++attempt) {
    EXPECT_TRUE(pass()) << attempt;
    EXPECT_FALSE(pass()) << "not at once: " << attempt;
    const Time next = *verdict().recheck_at;
    EXPECT_GE(next - clock.time, seconds{1}) << attempt;
    EXPECT_LE(next - clock.time, minutes{5}) << attempt;
    before = std::exchange(clock.time, next);
  }
  EXPECT_GE(clock.time - began, minutes{10});
  EXPECT_EQ(kept("a.fired").attempts, 20);
  answer(200, "ok");
  live(minutes{10});
  EXPECT_EQ(kept("a.fired").status, "sent");
  EXPECT_EQ(sent(), 21u);
}

TEST_F(Delivering, WaitsAsLongAsItIsAskedTo) {
  const struct {
    const char* retry_after;
    Duration pause;
  } cases[] = {{"30", seconds{30}}, {"0", seconds{1}}, {"7200", hours{1}}, {"600", minutes{10}}};
  for (const auto& one : cases) {
    store = memory_store();
    outside.memory.store = store.get();
    outside.memory.kept.clear();
    answer(429, "", one.retry_after);
    wait("a");
    apply();
    EXPECT_EQ(verdict().recheck_at, clock.time + one.pause) << one.retry_after;
    wait("b");
    EXPECT_FALSE(pass()) << "what is new waits as well: " << one.retry_after;
    clock.time += one.pause;
    EXPECT_TRUE(pass()) << one.retry_after;
  }
}

TEST_F(Delivering, TheEndIsNeverToldBeforeTheBeginning) {
  spec = spec_of(Type::pagerduty);
  bool takes_all = false;
  std::string told;
  outside.http.answer = [&](const HttpRequest& request) {
    const std::string& body = request.body.reveal();
    const bool begins = body.find("trigger") != body.npos;
    const bool is_taken = takes_all || !begins || body.find("/f-a\"") == body.npos;
    if (body.find("/f-a\"") != body.npos && is_taken) told += begins ? "begins " : "ends ";
    return test::FakeHttp::json(is_taken ? 202 : 503, "");
  };
  wait("a");
  live(minutes{2});
  wait("a", Transition::resolved);
  wait("b");
  live(minutes{20});
  EXPECT_EQ(kept("b.fired").status, "sent") << "one that fails holds no other alert up";
  EXPECT_EQ(told, "");
  takes_all = true;
  live(minutes{10});
  EXPECT_EQ(told, "begins ends ");
}

TEST_F(Delivering, AProcessThatDiesBetweenSendingAndNotingSendsOnceMore) {
  wait("a");
  outside.http.answer = [&](const HttpRequest&) {
    outside.memory.fault = Error{Code::unavailable, "killed"};
    return test::FakeHttp::json(200, "ok");
  };
  apply();
  ASSERT_TRUE(kept("a.fired").is_waiting());
  outside.memory.fault.reset();
  answer(200, "ok");
  EXPECT_FALSE(pass()) << "another may still be at it";
  live(minutes{10});
  EXPECT_EQ(kept("a.fired").status, "sent");
  EXPECT_EQ(sent(), 2u) << "one duplicate, and no more";
}

TEST_F(Delivering, WhatAnotherHasTakenIsLeftToIt) {
  wait("a");
  const auto stale = store->snapshot();
  apply();
  ASSERT_EQ(sent(), 1u);
  clock.time += minutes{1};
  EXPECT_EQ(apply(spec, **stale).fate, WriteFate::done);
  EXPECT_EQ(sent(), 1u);
}

TEST_F(Delivering, NothingIsSentThatCannotBeNoted) {
  wait("a");
  outside.memory.fault = Error{Code::unavailable, "state.db: No space left on device"};
  const Outcome outcome = apply();
  EXPECT_EQ(outcome.fate, WriteFate::failed);
  EXPECT_EQ(sent(), 0u);
  ASSERT_FALSE(outside.beyond.log.lines.empty());
  EXPECT_EQ(outside.beyond.log.lines[0].event, "channel.not_recorded");
}

TEST_F(Delivering, AFailureIsToldOnceAndSoIsItsEnd) {
  answer(503);
  wait("a");
  live(minutes{20});
  answer(403, "invalid_token");
  live(minutes{20});
  answer(200, "ok");
  live(minutes{20});
  EXPECT_THAT(events(), ElementsAre("channel.failed", "channel.failed", "channel.recovered"));
}

TEST_F(Delivering, ARoundEndsInTimeAndGoesOnInTheNext) {
  spec = spec_of(Type::webhook);
  outside.http.answer = [&](const HttpRequest&) {
    clock.time += seconds{9};
    return test::FakeHttp::json(200, "");
  };
  for (const char* alert : {"a", "b", "c", "d", "e"}) wait(alert);
  apply();
  EXPECT_EQ(sent(), 3u);
  apply();
  EXPECT_EQ(sent(), 5u);
}

TEST_F(Delivering, WhoIsToStopSendsNothingMore) {
  wait("a");
  outside.beyond.stop = true;
  apply();
  EXPECT_EQ(sent(), 0u);
  EXPECT_TRUE(kept("a.fired").is_waiting());
}

TEST_F(Delivering, AClockThatIsSetBackSilencesNobody) {
  answer(429, "", "3000");
  wait("a");
  clock.time += hours{24 * 365};
  apply();
  answer(200, "ok");
  clock.time = began;
  EXPECT_TRUE(pass());
  EXPECT_EQ(kept("a.fired").status, "sent");
}

TEST_F(Delivering, ATextThatCannotBeReadIsRefusedAndHoldsNobodyUp) {
  wait("a");
  NoticeRecord broken = kept("a.fired");
  broken.notice = "{}";
  ASSERT_TRUE(store->commit({.notices = {broken}}).has_value());
  wait("b");
  live(minutes{1});
  EXPECT_EQ(kept("a.fired").status, "refused");
  EXPECT_EQ(kept("b.fired").status, "sent");
  EXPECT_THAT(events(), ElementsAre("channel.refused"));
}

}  // namespace
}  // namespace jada
