#include "resources/apis/pagerduty.h"

#include "hostile.h"

namespace jada {
namespace {

using Action = PagerDutyAction;
using Fate = Delivery::Fate;
using Transition = Notice::Transition;
using std::chrono::seconds;

const char* const kKey = "0123456789abcdef0123456789abcdef";

Json event_of(const Notice& notice, Action action = Action::trigger) {
  return json_of(pagerduty_request(kPagerDutyAddress, Secret(kKey), action, notice));
}

TEST(PagerDuty, TriggersWithEverythingAPersonNeeds) {
  const Json event = event_of(google_notice());
  EXPECT_EQ(event, Json::parse(R"({
    "routing_key": "0123456789abcdef0123456789abcdef", "event_action": "trigger", "client": "jada-reconcile",
    "dedup_key": "jada/node-1/9cb88950e0b62dde",
    "payload": {"summary": "critical: token.google cannot be refreshed", "source": "node-1", "severity": "critical",
      "timestamp": "2026-11-21T12:04:00.000Z", "component": "token.google", "group": "token", "class": "oauth",
      "custom_details": {"transition": "fired", "fingerprint": "9cb88950e0b62dde",
        "opened_at": "2026-11-21T12:00:00.000Z",
        "body": "invalid_grant since 12:00\nsync.ports waits for it\njada-reconcile token login google"}}})"));
}

TEST(PagerDuty, AcknowledgesAndResolvesUnderTheKeyItTriggeredWith) {
  for (const Action action : {Action::acknowledge, Action::resolve}) {
    const Json event = event_of(resolved_notice(), action);
    EXPECT_EQ(event.at("dedup_key"), event_of(google_notice()).at("dedup_key"));
    EXPECT_EQ(event.at("event_action"), action == Action::resolve ? "resolve" : "acknowledge");
    EXPECT_EQ(event.size(), 3u);
  }
}

TEST(PagerDuty, ResolvesWhatIsOverAndTriggersAllElse) {
  const struct {
    Transition transition;
    bool resolved;
    Action action;
  } cases[] = {{Transition::fired, false, Action::trigger},     {Transition::repeated, false, Action::trigger},
               {Transition::escalated, false, Action::trigger}, {Transition::flapping, false, Action::trigger},
               {Transition::flapping, true, Action::trigger},   {Transition::settled, false, Action::trigger},
               {Transition::settled, true, Action::resolve},    {Transition::resolved, true, Action::resolve},
               {Transition::resolved, false, Action::resolve}};
  for (const auto& one : cases) {
    Notice notice = google_notice();
    notice.transition = one.transition;
    if (one.resolved) notice.resolved_at = notice.fired_at;
    EXPECT_EQ(pagerduty_action(notice), one.action) << word(one.transition) << one.resolved;
  }
}

TEST(PagerDuty, KeepsItsLimitsWhateverItIsGiven) {
  for (const auto& [name, text] : hostile_texts()) {
    Notice notice = hostile_notice(text);
    notice.body.assign(5, text);
    const HttpRequest request = pagerduty_request(kPagerDutyAddress, Secret(kKey), Action::trigger, notice);
    EXPECT_LE(request.body.size(), 512'000u) << name;
    const Json event = json_of(request);
    EXPECT_EQ(event.at("routing_key"), kKey) << name;
    EXPECT_LE(event.at("dedup_key").get<std::string>().size(), 255u) << name;
    EXPECT_LE(event.at("payload").at("summary").get<std::string>().size(), 1024u) << name;
    EXPECT_FALSE(event.at("payload").at("source").get<std::string>().empty()) << name;
    EXPECT_FALSE(has_control(event.at("payload").at("custom_details").at("body").get<std::string>())) << name;
  }
}

TEST(PagerDuty, KeepsAlertsApartWhoseNamesAreTooLong) {
  Notice one = hostile_notice(std::string(100'000, 'x'));
  Notice other = one;
  other.fingerprint.back() = 'y';
  EXPECT_EQ(pagerduty_dedup_key(one), pagerduty_dedup_key(one));
  EXPECT_NE(pagerduty_dedup_key(one), pagerduty_dedup_key(other));
}

TEST(PagerDuty, ReadsItsAnswers) {
  const struct {
    int status;
    const char* body;
    Fate fate;
    const char* reason;
  } cases[] = {
      {202, R"({"status":"success","message":"Event processed","dedup_key":"k"})", Fate::delivered, ""},
      {400, R"({"status":"invalid event","errors":["Length of 'routing_key' is incorrect"]})", Fate::wrong_key,
       "PagerDuty answered 400: it does not accept the key"},
      {400, R"({"status":"invalid event","message":"Invalid routing key","errors":[]})", Fate::wrong_key,
       "PagerDuty answered 400: it does not accept the key"},
      {400, R"({"status":"invalid event","errors":["'payload.severity' is invalid"]})", Fate::bad_payload,
       "PagerDuty answered 400: it does not accept the message"},
      {400, "\x1b[2J", Fate::bad_payload, "PagerDuty answered 400: it does not accept the message"},
      {403, "", Fate::wrong_key, "PagerDuty answered 403: it does not accept the key"},
      {404, "", Fate::dead_channel, "PagerDuty answered 404: it takes no messages at this address"},
      {429, "routing_key throttled", Fate::retry, "PagerDuty answered 429: it gets too many messages"},
      {500, "", Fate::retry, "PagerDuty answered 500: it cannot take messages now"},
  };
  for (const auto& one : cases) {
    const Delivery delivery = read_pagerduty_answer(answered(one.status, one.body));
    EXPECT_EQ(delivery.fate, one.fate) << one.status << one.body;
    EXPECT_EQ(delivery.reason, one.reason);
  }
  EXPECT_EQ(read_pagerduty_answer(answered(429, "", {{"retry-after", "60"}})).retry_after, seconds{60});
}

}  // namespace
}  // namespace jada
