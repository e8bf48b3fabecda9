#include "resources/apis/alertmanager.h"

#include <algorithm>

#include "engine/base/json.h"
#include "resources/apis/notice_text.h"

namespace jada {
namespace {

constexpr std::size_t kMostOfLabel = 1024;
constexpr std::size_t kMostOfAnnotation = 16 * 1024;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

Json labels_of(const Notice& notice, const Labels& more) {
  const auto label = [](std::string_view text) { return identified(text, kMostOfLabel, plain_cost); };
  Json labels = Json::object();
  for (const auto& [name, value] : more) labels[name] = label(value);
  labels["alertname"] = label(notice.rule);
  labels["severity"] = word(notice.severity);
  labels["subject"] = label(notice.subject);
  labels["instance"] = label(notice.instance);
  labels["fingerprint"] = label(notice.fingerprint);
  return labels;
}

// An alert that ends before it starts is refused.
Time end_of(const Notice& notice, Time now, Duration lifetime) {
  const Time end = is_over(notice) ? notice.resolved_at.value_or(now) : now + lifetime;
  return std::max(end, notice.fired_at);
}

Json alert_of(const Notice& notice, const Labels& more, Time now, Duration lifetime) {
  return {{"labels", labels_of(notice, more)},
          {"annotations",
           {{"summary", fitted(notice.title, kMostOfLabel, plain_cost)},
            {"description", fitted_lines(notice.body, kMostOfAnnotation, json_cost)},
            {"transition", word(notice.transition)}}},
          {"startsAt", to_string(notice.fired_at)},
          {"endsAt", to_string(end_of(notice, now, lifetime))}};
}

std::string address_of(std::string base) {
  while (base.ends_with('/')) base.pop_back();
  return base + "/api/v2/alerts";
}

}  // namespace

bool is_label_name(std::string_view name) {
  if (name.empty() || name.starts_with("__") || is_digit(name.front())) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

Result<HttpRequest> alertmanager_request(const std::string& base, const Secret& authorization, const Labels& more,
                                         std::span<const Notice> notices, Time now, Duration lifetime) {
  for (const auto& [name, value] : more) {
    if (!is_label_name(name))
      return Error{Code::invalid, "`" + fitted(name, 100, plain_cost) + "` is no name of a label"};
  }
  Json alerts = Json::array();
  for (const Notice& notice : notices) alerts.push_back(alert_of(notice, more, now, lifetime));
  HttpRequest request{.method = "POST", .url = address_of(base)};
  request.headers = {{"Content-Type", "application/json"}};
  request.authorization = authorization.copy();
  request.body = Secret(canonical(alerts));
  return request;
}

Delivery read_alertmanager_answer(const HttpAnswer& answer) { return read_status(answer, "Alertmanager"); }

}  // namespace jada
