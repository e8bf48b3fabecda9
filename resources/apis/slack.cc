#include "resources/apis/slack.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/json.h"
#include "resources/apis/notice_text.h"

namespace jada {
namespace {

constexpr std::size_t kMostOfText = 3900;
constexpr std::string_view kService = "Slack";

std::string_view written(const char& c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    default: return {&c, 1};
  }
}

std::size_t slack_cost(char c) { return written(c).size(); }

std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (const char& c : text) safe += written(c);
  return safe;
}

// What Slack's words mean where the status alone would mislead.
Delivery::Fate fate_of(std::string_view said, Delivery::Fate by_status) {
  using enum Delivery::Fate;
  constexpr std::string_view kPayload[] = {"invalid_payload", "no_text"};
  constexpr std::string_view kChannel[] = {"user_not_found",    "channel_not_found", "channel_is_archived",
                                           "action_prohibited", "no_service",        "no_team"};
  if (said == "invalid_token") return wrong_key;
  if (std::ranges::find(kPayload, said) != std::end(kPayload)) return bad_payload;
  if (std::ranges::find(kChannel, said) != std::end(kChannel)) return dead_channel;
  return by_status == wrong_key ? dead_channel : by_status;  // the address is the key
}

}  // namespace

HttpRequest slack_request(const Secret& url, const Notice& notice) {
  const std::string title = headline(notice, slack_cost);
  std::size_t left = kMostOfText - 1;
  for (const char c : title) left -= slack_cost(c);
  const std::string text = escaped(title + "\n" + message(notice, left, slack_cost));
  const Json payload{{"text", text}, {"mrkdwn", false}, {"unfurl_links", false}, {"unfurl_media", false}};
  HttpRequest request{.method = "POST", .url = url.reveal()};
  request.headers = {{"Content-Type", "application/json"}};
  request.body = Secret(canonical(payload));
  return request;
}

Delivery read_slack_answer(const HttpAnswer& answer) {
  Delivery delivery = read_status(answer, kService);
  std::string_view said = answer.body.reveal();
  while (said.ends_with('\n')) said.remove_suffix(1);
  if (delivery.fate == Delivery::Fate::delivered) {
    if (answer.status == 200 && said == "ok") return delivery;
    return {.fate = Delivery::Fate::retry,
            .reason =
                fmt::format("{} answered {} without the word it says when it has a message", kService, answer.status)};
  }
  if (!delivery.is_refusal()) return delivery;
  return refusal(fate_of(said, delivery.fate), answer.status, kService);
}

}  // namespace jada
