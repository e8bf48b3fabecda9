#include "resources/apis/pagerduty.h"

#include "engine/base/json_secret.h"
#include "engine/base/text.h"
#include "resources/apis/notice_text.h"

namespace jada {
namespace {

constexpr std::size_t kMostOfKey = 255;
constexpr std::size_t kMostOfSummary = 1024;
constexpr std::size_t kMostOfName = 1024;
constexpr std::size_t kMostOfBody = 256 * 1024;
constexpr std::string_view kService = "PagerDuty";

const char* word(PagerDutyAction action) {
  switch (action) {
    case PagerDutyAction::trigger: return "trigger";
    case PagerDutyAction::acknowledge: return "acknowledge";
    case PagerDutyAction::resolve: return "resolve";
  }
  return "trigger";
}

Json payload_of(const Notice& notice) {
  const auto name = [](std::string_view text) { return identified(text, kMostOfName, json_cost); };
  const std::string instance = name(notice.instance);
  return {{"summary", fitted(headline(notice, plain_cost), kMostOfSummary, plain_cost)},
          {"source", instance.empty() ? "jada-reconcile" : instance},
          {"severity", word(notice.severity)},
          {"timestamp", to_string(notice.fired_at)},
          {"component", name(notice.subject)},
          {"group", name(notice.subject.substr(0, notice.subject.find('.')))},
          {"class", name(notice.rule)},
          {"custom_details",
           {{"transition", word(notice.transition)},
            {"fingerprint", name(notice.fingerprint)},
            {"opened_at", to_string(notice.opened_at)},
            {"body", fitted_lines(notice.body, kMostOfBody, json_cost)}}}};
}

}  // namespace

PagerDutyAction pagerduty_action(const Notice& notice) {
  return is_over(notice) ? PagerDutyAction::resolve : PagerDutyAction::trigger;
}

std::string pagerduty_dedup_key(const Notice& notice) {
  const std::string key = "jada/" + notice.instance + "/" + notice.fingerprint;
  return identified(key, kMostOfKey, plain_cost);
}

HttpRequest pagerduty_request(const std::string& url, const Secret& routing_key, PagerDutyAction action,
                              const Notice& notice) {
  Json event{{"event_action", word(action)}, {"dedup_key", pagerduty_dedup_key(notice)}};
  if (action == PagerDutyAction::trigger) {
    event["client"] = "jada-reconcile";
    event["payload"] = payload_of(notice);
  }
  HttpRequest request{.method = "POST", .url = url};
  request.headers = {{"Content-Type", "application/json"}};
  request.body = with_secret(canonical(event), "routing_key", routing_key);
  return request;
}

Delivery read_pagerduty_answer(const HttpAnswer& answer) {
  const std::string said = lower(answer.body.reveal());
  const bool blames_key = said.find("routing_key") != said.npos || said.find("routing key") != said.npos;
  if (answer.status == 400 && blames_key) return refusal(Delivery::Fate::wrong_key, answer.status, kService);
  return read_status(answer, kService);
}

}  // namespace jada
