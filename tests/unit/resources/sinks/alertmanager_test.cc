#include "resources/apis/alertmanager.h"

#include "hostile.h"

namespace jada {
namespace {

using Fate = Delivery::Fate;
using std::chrono::minutes;

const Time kNow = *parse_time("2026-11-21T15:20:00Z");

Json alerts_of(std::span<const Notice> notices, const Labels& labels = {}) {
  const auto request = alertmanager_request("https://am.example.com/", Secret(), labels, notices, kNow, minutes{4});
  EXPECT_TRUE(request.has_value());
  return request ? json_of(*request) : Json::array();
}

Json alert_of(const Notice& notice, const Labels& labels = {}) { return alerts_of({&notice, 1}, labels).at(0); }

TEST(Alertmanager, SaysWhatIsWrongAndUntilWhenThatHolds) {
  EXPECT_EQ(alert_of(google_notice(), {{"team", "ops"}}), Json::parse(R"({
    "labels": {"alertname": "oauth", "severity": "critical", "subject": "token.google", "instance": "node-1",
               "fingerprint": "9cb88950e0b62dde", "team": "ops"},
    "annotations": {"summary": "token.google cannot be refreshed", "transition": "fired",
      "description": "invalid_grant since 12:00\nsync.ports waits for it\njada-reconcile token login google"},
    "startsAt": "2026-11-21T12:04:00.000Z", "endsAt": "2026-11-21T15:24:00.000Z"})"));
}

TEST(Alertmanager, ResolvesUnderTheSameLabelsWithItsAnnotations) {
  const Json fired = alert_of(google_notice());
  const Json resolved = alert_of(resolved_notice());
  EXPECT_EQ(resolved.at("labels"), fired.at("labels"));
  EXPECT_EQ(resolved.at("startsAt"), fired.at("startsAt"));
  EXPECT_EQ(resolved.at("annotations").at("summary"), fired.at("annotations").at("summary"));
  EXPECT_EQ(resolved.at("endsAt"), "2026-11-21T15:16:00.000Z");
}

TEST(Alertmanager, NeverEndsBeforeItStarts) {
  Notice early = resolved_notice();
  early.resolved_at = early.fired_at - minutes{5};
  EXPECT_EQ(alert_of(early).at("endsAt"), alert_of(early).at("startsAt"));
  Notice ahead = google_notice();
  ahead.fired_at = kNow + minutes{60};
  EXPECT_EQ(alert_of(ahead).at("endsAt"), alert_of(ahead).at("startsAt"));
  Notice undated = resolved_notice();
  undated.resolved_at.reset();
  EXPECT_EQ(alert_of(undated).at("endsAt"), "2026-11-21T15:20:00.000Z");
}

TEST(Alertmanager, SendsAllInOneArray) {
  const std::vector<Notice> notices{google_notice(), resolved_notice()};
  EXPECT_EQ(alerts_of(notices).size(), 2u);
  const auto request =
      alertmanager_request("http://127.0.0.1:9093/am//", Secret("Bearer t"), {}, notices, kNow, minutes{4});
  EXPECT_EQ(request->url, "http://127.0.0.1:9093/am/api/v2/alerts");
  EXPECT_EQ(request->method, "POST");
  EXPECT_EQ(request->authorization, Secret("Bearer t"));
  EXPECT_EQ(request->headers.at(0), (std::pair<std::string, std::string>("Content-Type", "application/json")));
}

TEST(Alertmanager, LetsNobodyChangeWhatAnAlertIsKnownBy) {
  EXPECT_EQ(alert_of(google_notice(), {{"alertname", "other"}}).at("labels").at("alertname"), "oauth");
}

TEST(Alertmanager, KnowsTheNamesOfLabels) {
  for (const char* name : {"team", "_x", "A9", "a_b"}) EXPECT_TRUE(is_label_name(name)) << name;
  for (const char* name : {"", "9a", "bad-label", "__name__", "a b", "caf\u00e9", "a\n"}) {
    EXPECT_FALSE(is_label_name(name)) << name;
    const Notice notice = google_notice();
    const auto request =
        alertmanager_request("https://am.example.com", Secret(), {{name, "v"}}, {&notice, 1}, kNow, minutes{4});
    ASSERT_FALSE(request.has_value()) << name;
    EXPECT_EQ(request.error().code, Code::invalid);
  }
}

TEST(Alertmanager, SendsTextsOnlyWhateverItIsGiven) {
  for (const auto& [name, text] : hostile_texts()) {
    const Json alert = alert_of(hostile_notice(text), {{"team", text}});
    for (const char* part : {"labels", "annotations"}) {
      for (const auto& [key, value] : alert.at(part).items()) {
        ASSERT_TRUE(value.is_string()) << name << key;
        EXPECT_FALSE(has_control(value.get<std::string>())) << name << key;
        EXPECT_LE(value.get<std::string>().size(), 16u * 1024) << name << key;
      }
    }
  }
}

TEST(Alertmanager, ReadsItsAnswers) {
  const struct {
    int status;
    const char* body;
    Fate fate;
    const char* reason;
  } cases[] = {
      {200, "", Fate::delivered, ""},
      {400, R"("invalid label set: invalid name \"bad-label\"")", Fate::bad_payload,
       "Alertmanager answered 400: it does not accept the message"},
      {401, "", Fate::wrong_key, "Alertmanager answered 401: it does not accept the key"},
      {404, "", Fate::dead_channel, "Alertmanager answered 404: it takes no messages at this address"},
      {415, "", Fate::bad_payload, "Alertmanager answered 415: it does not accept the message"},
      {503, "", Fate::retry, "Alertmanager answered 503: it cannot take messages now"},
  };
  for (const auto& one : cases) {
    const Delivery delivery = read_alertmanager_answer(answered(one.status, one.body));
    EXPECT_EQ(delivery.fate, one.fate) << one.status;
    EXPECT_EQ(delivery.reason, one.reason);
  }
}

}  // namespace
}  // namespace jada
