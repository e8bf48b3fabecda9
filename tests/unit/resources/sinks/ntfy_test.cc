#include "resources/apis/ntfy.h"

#include "hostile.h"

namespace jada {
namespace {

using Fate = Delivery::Fate;
using Severity = Notice::Severity;
using std::chrono::seconds;

HttpRequest request_of(const Notice& notice) {
  return ntfy_request("https://ntfy.example.com", Secret("Bearer tk"), Secret(std::string(64, 't')), notice);
}

TEST(Ntfy, SendsOneJsonToTheRoot) {
  const HttpRequest request =
      ntfy_request("https://ntfy.example.com", Secret("Bearer tk"), Secret("ops"), google_notice());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://ntfy.example.com");
  EXPECT_EQ(request.authorization, Secret("Bearer tk"));
  EXPECT_EQ(json_of(request), Json::parse(R"({"topic": "ops", "title": "critical: token.google cannot be refreshed",
    "message": "invalid_grant since 12:00\nsync.ports waits for it\njada-reconcile token login google\ntoken.google · rule oauth · on node-1 · id 9cb88950e0b62dde",
    "priority": 5, "tags": ["rotating_light"]})"));
}

TEST(Ntfy, IsAsLoudAsTheAlertIsSevereAndQuietWhenItIsOver) {
  const struct {
    Severity severity;
    bool over;
    int priority;
    const char* tag;
  } cases[] = {{Severity::info, false, 2, "information_source"},
               {Severity::warning, false, 3, "warning"},
               {Severity::error, false, 4, "rotating_light"},
               {Severity::critical, false, 5, "rotating_light"},
               {Severity::critical, true, 3, "white_check_mark"}};
  for (const auto& one : cases) {
    Notice notice = one.over ? resolved_notice() : google_notice();
    notice.severity = one.severity;
    const Json event = json_of(request_of(notice));
    EXPECT_EQ(event.at("priority"), one.priority);
    EXPECT_EQ(event.at("tags"), Json::array({one.tag}));
  }
}

TEST(Ntfy, StaysWithinItsLimitWhateverItIsGiven) {
  for (const auto& [name, text] : hostile_texts()) {
    const HttpRequest request = request_of(hostile_notice(text));
    EXPECT_LE(request.body.size(), 4096u) << name;
    EXPECT_FALSE(has_control(json_of(request).at("message").get<std::string>())) << name;
  }
}

TEST(Ntfy, KnowsTheNamesOfTopics) {
  for (const std::string& topic : {std::string("ops"), std::string("A_b-9"), std::string(64, 'x')}) {
    EXPECT_TRUE(is_ntfy_topic(topic)) << topic;
  }
  for (const std::string& topic : {std::string(), std::string("a/b"), std::string("a b"), std::string(65, 'x')}) {
    EXPECT_FALSE(is_ntfy_topic(topic)) << topic;
  }
}

TEST(Ntfy, ReadsItsAnswers) {
  const struct {
    int status;
    const char* body;
    Fate fate;
    const char* reason;
  } cases[] = {
      {200, R"({"id":"x","event":"message"})", Fate::delivered, ""},
      {400, R"({"code":40009,"http":400,"error":"topic secret-topic"})", Fate::bad_payload,
       "ntfy answered 400: it does not accept the message"},
      {401, "", Fate::wrong_key, "ntfy answered 401: it does not accept the key"},
      {403, "", Fate::wrong_key, "ntfy answered 403: it does not accept the key"},
      {413, "", Fate::bad_payload, "ntfy answered 413: the message is too large for it"},
      {429, R"({"code":42908,"http":429})", Fate::retry, "ntfy answered 429: it gets too many messages"},
      {507, "", Fate::retry, "ntfy answered 507: it cannot take messages now"},
  };
  for (const auto& one : cases) {
    const Delivery delivery = read_ntfy_answer(answered(one.status, one.body));
    EXPECT_EQ(delivery.fate, one.fate) << one.status;
    EXPECT_EQ(delivery.reason, one.reason);
  }
  EXPECT_EQ(read_ntfy_answer(answered(429, "", {{"retry-after", "5"}})).retry_after, seconds{5});
}

}  // namespace
}  // namespace jada
