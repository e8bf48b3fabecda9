// What is sent over HTTP.
#include "resources/apis/ntfy.h"
#include "resources/apis/pagerduty.h"
#include "resources/apis/slack.h"
#include "resources/apis/webhook.h"
#include "resources/channel/sink.h"

namespace jada::sinks {
namespace {

// Four reminders may be lost before what fires is taken for over.
constexpr Duration kLifetime = std::chrono::minutes{4};

using ReadAnswer = Delivery (*)(const HttpAnswer&);

Delivery post(HttpRequest request, const Outlet& outlet, Env& env, std::string_view service, ReadAnswer read) {
  request.deadline = outlet.spec.timeout;
  const auto reply = env.http.send(request);
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return read_trouble(*trouble, service);
  return read(std::get<HttpAnswer>(reply));
}

int rank(const Delivery& delivery) {
  if (delivery.fate == Delivery::Fate::delivered) return 2;
  return delivery.fate == Delivery::Fate::retry ? 1 : 0;
}

}  // namespace

Delivery webhook(const Outlet& outlet, std::span<const Letter> letters, Env& env) {
  const Letter& letter = letters.front();
  auto request = webhook_request(outlet.url, outlet.keys, letter.id, env.clock.now(), letter.notice);
  if (!request) return {.fate = Delivery::Fate::wrong_key, .reason = request.error().message};
  return post(std::move(*request), outlet, env, "the webhook", &read_webhook_answer);
}

Delivery slack(const Outlet& outlet, std::span<const Letter> letters, Env& env) {
  return post(slack_request(outlet.url, letters.front().notice), outlet, env, "Slack", &read_slack_answer);
}

Delivery pagerduty(const Outlet& outlet, std::span<const Letter> letters, Env& env) {
  const Notice& notice = letters.front().notice;
  return post(pagerduty_request(outlet.spec.servers.front(), outlet.keys.front(), pagerduty_action(notice), notice),
              outlet, env, "PagerDuty", &read_pagerduty_answer);
}

Delivery ntfy(const Outlet& outlet, std::span<const Letter> letters, Env& env) {
  return post(ntfy_request(outlet.spec.servers.front(), outlet.bearer(), outlet.topic, letters.front().notice), outlet,
              env, "ntfy", &read_ntfy_answer);
}

// One peer that has it is enough: what the others missed they hear with the next reminder.
Delivery alertmanager(const Outlet& outlet, std::span<const Letter> letters, Env& env) {
  std::vector<Notice> notices;
  for (const Letter& letter : letters) notices.push_back(letter.notice);
  std::optional<Delivery> best;
  for (const std::string& server : outlet.spec.servers) {
    auto request =
        alertmanager_request(server, outlet.bearer(), outlet.spec.labels, notices, env.clock.now(), kLifetime);
    if (!request) return {.fate = Delivery::Fate::bad_payload, .reason = request.error().message};
    Delivery told = post(std::move(*request), outlet, env, "Alertmanager", &read_alertmanager_answer);
    if (!told.reason.empty() && outlet.spec.servers.size() > 1)
      env.log.say({.level = LogLine::Level::warning,
                   .event = "channel.peer_failed",
                   .message = told.reason,
                   .fields = {{"channel", to_string(outlet.spec.address)}}});
    if (!best || rank(*best) < rank(told)) best = std::move(told);
  }
  return *best;
}

}  // namespace jada::sinks
