#include "resources/apis/webhook.h"

#include "engine/base/base64.h"
#include "hostile.h"

namespace jada {
namespace {

using Fate = Delivery::Fate;
using std::chrono::seconds;

const char* const kKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const char* const kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const Time kAttempt{seconds{1614265330}};

std::string whsec(std::size_t size) { return "whsec_" + base64(std::string(size, 'k')); }

std::vector<Secret> secrets(const std::vector<std::string>& texts) {
  std::vector<Secret> keys;
  for (const std::string& text : texts) keys.emplace_back(text);
  return keys;
}

Result<HttpRequest> request_of(const Notice& notice, const std::string& id = kId) {
  return webhook_request(Secret("https://example.com/hook"), secrets({kKey}), id, kAttempt, notice);
}

TEST(Webhook, SignsThePublishedExample) {
  const auto signature = webhook_signature(secrets({kKey}), kId, kAttempt, R"({"test": 2432232314})");
  ASSERT_TRUE(signature.has_value());
  EXPECT_EQ(*signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Webhook, SignsOnceForEachKeyWhileKeysAreRotated) {
  const std::string old_key = whsec(24);
  const auto both = webhook_signature(secrets({kKey, old_key}), kId, kAttempt, "{}");
  EXPECT_EQ(*both, *webhook_signature(secrets({kKey}), kId, kAttempt, "{}") + " " +
                       *webhook_signature(secrets({old_key}), kId, kAttempt, "{}"));
}

TEST(Webhook, SendsWhatItSigned) {
  const auto request = request_of(google_notice());
  ASSERT_TRUE(request.has_value());
  const auto signature = webhook_signature(secrets({kKey}), kId, kAttempt, request->body.reveal());
  using Headers = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(request->headers, (Headers{{"Content-Type", "application/json"},
                                       {"webhook-id", kId},
                                       {"webhook-timestamp", "1614265330"},
                                       {"webhook-signature", *signature}}));
  EXPECT_EQ(json_of(*request), Json::parse(R"({"type": "alert.fired", "timestamp": "2026-11-21T12:04:00.000Z",
    "data": {"transition": "fired", "severity": "critical", "title": "token.google cannot be refreshed",
      "body": "invalid_grant since 12:00\nsync.ports waits for it\njada-reconcile token login google",
      "subject": "token.google", "rule": "oauth", "instance": "node-1", "fingerprint": "9cb88950e0b62dde",
      "opened_at": "2026-11-21T12:00:00.000Z", "fired_at": "2026-11-21T12:04:00.000Z", "resolved_at": null}})"));
}

TEST(Webhook, SaysWhenItWasResolved) {
  const Json event = json_of(*request_of(resolved_notice()));
  EXPECT_EQ(event.at("type"), "alert.resolved");
  EXPECT_EQ(event.at("timestamp"), "2026-11-21T15:16:00.000Z");
  EXPECT_EQ(event.at("data").at("resolved_at"), "2026-11-21T15:16:00.000Z");
}

TEST(Webhook, RefusesKeysThatAreNoneWithoutRepeatingThem) {
  const std::string bad[] = {"", "whsec_", "whsec_%%%%", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", whsec(23), whsec(65)};
  for (const std::string& key : bad) {
    const auto signature = webhook_signature(secrets({kKey, key}), kId, kAttempt, "{}");
    ASSERT_FALSE(signature.has_value()) << key;
    EXPECT_EQ(signature.error().code, Code::invalid);
    EXPECT_EQ(signature.error().message, "the key of a webhook is `whsec_` and 24 to 64 bytes in base64");
  }
  for (const std::size_t size : {24u, 64u}) {
    EXPECT_TRUE(webhook_signature(secrets({whsec(size)}), kId, kAttempt, "{}").has_value()) << size;
  }
  EXPECT_FALSE(webhook_signature({}, kId, kAttempt, "{}").has_value());
}

TEST(Webhook, LetsNoIdBecomeAHeader) {
  for (const auto& [name, text] : hostile_texts()) {
    EXPECT_FALSE(request_of(google_notice(), text).has_value()) << name;
  }
  EXPECT_FALSE(request_of(google_notice(), "a.b").has_value());
  EXPECT_TRUE(request_of(google_notice(), std::string(255, 'x')).has_value());
}

TEST(Webhook, StaysSmallWhateverItIsGiven) {
  for (const auto& [name, text] : hostile_texts()) {
    const auto request = request_of(hostile_notice(text));
    ASSERT_TRUE(request.has_value()) << name;
    EXPECT_LE(request->body.size(), 20'000u) << name;
    const Json event = json_of(*request);
    EXPECT_FALSE(has_control(event.at("data").at("body").get<std::string>())) << name;
  }
}

TEST(Webhook, ReadsItsAnswers) {
  const struct {
    int status;
    Fate fate;
    const char* reason;
  } cases[] = {
      {200, Fate::delivered, ""},
      {204, Fate::delivered, ""},
      {301, Fate::dead_channel, "the webhook answered 301: it redirects, which is not followed"},
      {400, Fate::bad_payload, "the webhook answered 400: it does not accept the message"},
      {401, Fate::wrong_key, "the webhook answered 401: it does not accept the key"},
      {410, Fate::dead_channel, "the webhook answered 410: it takes no messages at this address"},
      {429, Fate::retry, "the webhook answered 429: it gets too many messages"},
      {502, Fate::retry, "the webhook answered 502: it cannot take messages now"},
  };
  for (const auto& one : cases) {
    const Delivery delivery =
        read_webhook_answer(answered(one.status, "https://example.com/hook " + std::string(kKey)));
    EXPECT_EQ(delivery.fate, one.fate) << one.status;
    EXPECT_EQ(delivery.reason, one.reason);
  }
  EXPECT_EQ(read_webhook_answer(answered(503, "", {{"retry-after", "7"}})).retry_after, seconds{7});
}

}  // namespace
}  // namespace jada
