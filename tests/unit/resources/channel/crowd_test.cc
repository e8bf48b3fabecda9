#include "engine/base/json.h"
#include "tests/unit/resources/channel/channel_world.h"

namespace jada {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using Transition = Notice::Transition;

class Crowds : public ChannelWorld {
 protected:
  void wait_many(int count) {
    for (int i = 0; i < count; ++i) wait("a" + std::to_string(i));
  }
  std::size_t waiting() const { return store->waiting_notices(kOps, 5000)->size(); }

  /// Lives until nothing waits; when each request went out.
  std::vector<Time> times_of_all() {
    std::vector<Time> times;
    const auto before = outside.http.answer;
    outside.http.answer = [&, before](const HttpRequest& request) {
      times.push_back(clock.time);
      return before(request);
    };
    for (int rounds = 0; waiting() > 0 && rounds < 10'000; ++rounds) {
      pass();
      clock.time = std::max(verdict().recheck_at.value_or(clock.time), clock.time + Duration{1});
    }
    return times;
  }
  static std::size_t most_within(const std::vector<Time>& times, Duration window) {
    std::size_t most = 0;
    for (std::size_t first = 0; first < times.size(); ++first) {
      std::size_t count = 0;
      while (first + count < times.size() && times[first + count] < times[first] + window) ++count;
      most = std::max(most, count);
    }
    return most;
  }
};

TEST_F(Crowds, FewAreToldOneByOneAndManyAtOnce) {
  const struct {
    Type type;
    int waiting;
    std::size_t messages;
  } cases[] = {{Type::slack, 5, 5},   {Type::slack, 6, 1},     {Type::slack, 200, 1},     {Type::ntfy, 6, 1},
               {Type::webhook, 6, 6}, {Type::pagerduty, 6, 6}, {Type::alertmanager, 6, 1}};
  for (const auto& one : cases) {
    store = memory_store();
    outside.memory.store = store.get();
    outside.memory.kept.clear();
    spec = spec_of(one.type);
    answer(200, "ok");
    wait_many(one.waiting);
    EXPECT_EQ(times_of_all().size(), one.messages) << word(one.type) << " " << one.waiting;
    EXPECT_EQ(waiting(), 0u);
  }
}

TEST_F(Crowds, ADigestListsTheWorstFirstAndWhatIsOverLast) {
  wait_many(6);
  wait("worse");
  wait("over");
  NoticeRecord mild = kept("a3.fired");
  Notice notice = *read_notice(mild.notice);
  notice.severity = Notice::Severity::warning;
  mild.notice = to_json(notice);
  ASSERT_TRUE(store->commit({.notices = {mild}}).has_value());
  wait("over", Transition::resolved);
  apply();
  ASSERT_EQ(sent(), 1u);
  const std::string text = parse_json(outside.http.sent[0])->at("text").get<std::string>();
  EXPECT_TRUE(text.starts_with("critical: 8 alerts, 1 of them over\ncritical: a0 fails\n")) << text;
  EXPECT_LT(text.find("critical: worse fails"), text.find("warning: a3 fails"));
  EXPECT_LT(text.find("warning: a3 fails"), text.find("resolved after"));
  EXPECT_THAT(text, Not(HasSubstr("critical: over fails"))) << "its end tells both";
  EXPECT_THAT(text, HasSubstr("\nchannel.ops · rule digest · on here · id msg_"));
}

TEST_F(Crowds, NoMinuteHasMoreThanAServiceTakes) {
  const struct {
    Type type;
    int per_minute;
    Duration window;
    std::size_t most;
  } cases[] = {{Type::pagerduty, 0, minutes{1}, 120},
               {Type::pagerduty, 10, minutes{1}, 10},
               {Type::webhook, 1, minutes{1}, 1},
               {Type::webhook, 3, minutes{1}, 3}};
  for (const auto& one : cases) {
    store = memory_store();
    outside.memory.store = store.get();
    outside.memory.kept.clear();
    spec = spec_of(one.type);
    spec.per_minute = one.per_minute;
    answer(200, "");
    wait_many(one.per_minute == 0 ? 250 : 25);
    const auto times = times_of_all();
    EXPECT_EQ(times.size(), one.per_minute == 0 ? 250u : 25u);
    EXPECT_LE(most_within(times, one.window), one.most) << word(one.type) << one.per_minute;
  }
  spec = spec_of(Type::slack);
  outside.memory.kept.clear();
  answer(200, "ok");
  store = memory_store();
  outside.memory.store = store.get();
  wait_many(5);
  EXPECT_EQ(most_within(times_of_all(), seconds{1}), 1u);
}

TEST_F(Crowds, ARateIsKeptByThoseWhoComeAfter) {
  spec.per_minute = 1;
  wait_many(2);
  apply();
  apply();
  EXPECT_EQ(sent(), 1u);
  EXPECT_EQ(verdict().recheck_at, began + minutes{1});
}

TEST_F(Crowds, WhatIsRefusedTogetherIsTriedOneByOne) {
  spec = spec_of(Type::alertmanager);
  wait_many(3);
  outside.http.answer = [](const HttpRequest& request) {
    return test::FakeHttp::json(request.body.reveal().find("token.a1") == std::string::npos ? 200 : 400, "");
  };
  live(minutes{1});
  EXPECT_EQ(kept("a0.fired").status, "sent");
  EXPECT_EQ(kept("a1.fired").status, "refused");
  EXPECT_EQ(kept("a2.fired").status, "sent");
}

class Alertmanagers : public Crowds {
 protected:
  Alertmanagers() {
    spec = spec_of(Type::alertmanager);
    answer(200, "");
  }
  Json last() const { return *parse_json(outside.http.sent.back()); }
};

TEST_F(Alertmanagers, HearOfWhatFiresEveryMinuteUntilItIsOver) {
  wait("a");
  pass();
  EXPECT_EQ(last()[0]["endsAt"], to_string(clock.time + minutes{4}));
  EXPECT_EQ(verdict().recheck_at, clock.time + minutes{1});
  live(minutes{10} + seconds{30});
  EXPECT_EQ(sent(), 11u);
  EXPECT_EQ(last()[0]["endsAt"], to_string(began + minutes{14}));
  EXPECT_EQ(last()[0]["labels"]["fingerprint"], "f-a");
  wait("a", Transition::resolved);
  const Time ended = clock.time;
  live(minutes{20});
  EXPECT_EQ(last()[0]["endsAt"], to_string(ended)) << "the end is told again as it was";
  EXPECT_GE(sent(), 15u);
  EXPECT_LE(sent(), 17u);
  EXPECT_FALSE(verdict().recheck_at.has_value());
}

TEST_F(Alertmanagers, HearNoMoreOfWhatTheBookHasClosed) {
  wait("a");
  pass();
  AlertRecord closed = *find_alert("f-a");
  closed.state = "resolved";
  ASSERT_TRUE(store->commit({.alerts = {closed}}).has_value());
  live(minutes{10});
  EXPECT_EQ(sent(), 1u);
}

TEST_F(Alertmanagers, AreToldEachAndOneThatAnswersIsEnough) {
  spec.servers = {"http://127.0.0.1:9093", "http://127.0.0.1:9094"};
  std::vector<std::string> told;
  outside.http.answer = [&](const HttpRequest& request) -> test::FakeHttp::Reply {
    told.push_back(request.url);
    if (request.url.find("9093") != std::string::npos)
      return HttpTrouble{.why = HttpTrouble::Why::connect, .message = "connection refused"};
    return test::FakeHttp::json(200, "");
  };
  wait("a");
  pass();
  EXPECT_THAT(told, testing::ElementsAre("http://127.0.0.1:9093/api/v2/alerts", "http://127.0.0.1:9094/api/v2/alerts"));
  EXPECT_EQ(kept("a.fired").status, "sent");
  ASSERT_EQ(outside.beyond.log.lines.size(), 1u);
  EXPECT_EQ(outside.beyond.log.lines[0].event, "channel.peer_failed");
}

TEST_F(Alertmanagers, AnOutageIsFoundByAReminderToo) {
  wait("a");
  pass();
  answer(503);
  clock.time += minutes{1};
  pass();
  EXPECT_EQ(verdict().ailment.diagnosis, "unreachable");
  answer(200, "");
  live(minutes{5});
  EXPECT_EQ(verdict().ailment.diagnosis, "");
}

}  // namespace
}  // namespace jada
