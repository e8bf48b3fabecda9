#include "resources/apis/slack.h"

#include "hostile.h"

namespace jada {
namespace {

using Fate = Delivery::Fate;
using std::chrono::seconds;

const char* const kAddress = "https://hooks.example.com/services/T0/B0/secretpart";

std::string text_of(const Notice& notice) {
  return json_of(slack_request(Secret(kAddress), notice)).at("text").get<std::string>();
}

TEST(Slack, SaysWhatWhyAndWhatToRun) {
  const HttpRequest request = slack_request(Secret(kAddress), google_notice());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, kAddress);
  EXPECT_EQ(text_of(google_notice()),
            "critical: token.google cannot be refreshed\ninvalid_grant since 12:00\nsync.ports waits for it\n"
            "jada-reconcile token login google\ntoken.google · rule oauth · on node-1 · id 9cb88950e0b62dde");
}

TEST(Slack, SaysHowLongItTookToResolve) {
  EXPECT_TRUE(text_of(resolved_notice()).starts_with("resolved after 3h 12m: token.google cannot be refreshed\n"));
}

TEST(Slack, LetsNoTextBecomeMarkup) {
  EXPECT_NE(text_of(hostile_notice("<!channel> & co")).find("critical: &lt;!channel&gt; &amp; co\n"),
            std::string::npos);
  const Json payload = json_of(slack_request(Secret(kAddress), google_notice()));
  EXPECT_EQ(payload.at("mrkdwn"), false);
  EXPECT_EQ(payload.at("unfurl_links"), false);
  EXPECT_FALSE(payload.contains("link_names"));
}

TEST(Slack, StaysReadableAndShortWhateverItIsGiven) {
  for (const auto& [name, text] : hostile_texts()) {
    const std::string sent = text_of(hostile_notice(text));
    EXPECT_LE(sent.size(), 3900u) << name;
    EXPECT_FALSE(has_control(sent)) << name;
    EXPECT_EQ(sent.find_first_of("<>"), std::string::npos) << name;
    for (std::size_t at = sent.find('&'); at != sent.npos; at = sent.find('&', at + 1)) {
      const std::string_view rest = std::string_view(sent).substr(at);
      EXPECT_TRUE(rest.starts_with("&amp;") || rest.starts_with("&lt;") || rest.starts_with("&gt;")) << name;
    }
  }
}

TEST(Slack, ReadsItsAnswers) {
  const struct {
    int status;
    const char* body;
    Fate fate;
    const char* reason;
  } cases[] = {
      {200, "ok", Fate::delivered, ""},
      {200, "ok\n", Fate::delivered, ""},
      {200, "<html>sign in</html>", Fate::retry, "Slack answered 200 without the word it says when it has a message"},
      {204, "", Fate::retry, "Slack answered 204 without the word it says when it has a message"},
      {302, "", Fate::dead_channel, "Slack answered 302: it redirects, which is not followed"},
      {400, "invalid_payload", Fate::bad_payload, "Slack answered 400: it does not accept the message"},
      {400, "user_not_found", Fate::dead_channel, "Slack answered 400: it takes no messages at this address"},
      {400, "secretpart", Fate::bad_payload, "Slack answered 400: it does not accept the message"},
      {403, "action_prohibited", Fate::dead_channel, "Slack answered 403: it takes no messages at this address"},
      {403, "invalid_token", Fate::wrong_key, "Slack answered 403: it does not accept the key"},
      {403, "", Fate::dead_channel, "Slack answered 403: it takes no messages at this address"},
      {404, "channel_not_found", Fate::dead_channel, "Slack answered 404: it takes no messages at this address"},
      {410, "channel_is_archived", Fate::dead_channel, "Slack answered 410: it takes no messages at this address"},
      {413, "", Fate::bad_payload, "Slack answered 413: the message is too large for it"},
      {429, "rate_limited", Fate::retry, "Slack answered 429: it gets too many messages"},
      {500, "rollup_error", Fate::retry, "Slack answered 500: it cannot take messages now"},
  };
  for (const auto& one : cases) {
    const Delivery delivery = read_slack_answer(answered(one.status, one.body));
    EXPECT_EQ(delivery.fate, one.fate) << one.status << one.body;
    EXPECT_EQ(delivery.reason, one.reason);
  }
}

TEST(Slack, WaitsAsLongAsItIsTold) {
  const Delivery delivery = read_slack_answer(answered(429, "rate_limited", {{"retry-after", "30"}}));
  EXPECT_EQ(delivery.retry_after, seconds{30});
  EXPECT_FALSE(read_slack_answer(answered(404, "no_service", {{"retry-after", "30"}})).retry_after);
}

}  // namespace
}  // namespace jada
