#include "resources/channel/past.h"

#include "engine/base/json_lenient.h"
#include "engine/base/json_or_null.h"

namespace jada {
namespace {

Json told_json(const std::map<std::string, Told>& told) {
  Json all = Json::object();
  for (const auto& [alert, one] : told) all[alert] = {{"notice", one.notice}, {"until", or_null(one.until)}};
  return all;
}

std::map<std::string, Told> read_told(const Json& json) {
  std::map<std::string, Told> told;
  const auto found = json.find("told");
  if (found == json.end() || !found->is_object()) return told;
  for (const auto& [alert, one] : found->items()) {
    if (one.is_object()) told[alert] = {text_in(one, "notice"), time_in(one, "until")};
  }
  return told;
}

std::set<std::string> read_entrusted(const Json& json) {
  std::set<std::string> alerts;
  const auto found = json.find("entrusted");
  if (found == json.end() || !found->is_array()) return alerts;
  for (const Json& alert : *found) {
    if (alert.is_string()) alerts.insert(alert.get<std::string>());
  }
  return alerts;
}

}  // namespace

bool is_permanent(const ChannelPast& past) { return past.is_failing() && past.diagnosis != "unreachable"; }

bool is_down(const ChannelPast& past, Time now) {
  return is_permanent(past) || (past.is_failing() && past.failing_since && now - *past.failing_since >= kPatience);
}

std::string to_json(const ChannelPast& past) {
  return canonical(Json{{"failures", past.failures},
                        {"failing_since", or_null(past.failing_since)},
                        {"diagnosis", past.diagnosis},
                        {"last_error", past.last_error},
                        {"succeeded_at", or_null(past.succeeded_at)},
                        {"paused_until", or_null(past.paused_until)},
                        {"spent_until", or_null(past.spent_until)},
                        {"told", told_json(past.told)},
                        {"told_at", or_null(past.told_at)},
                        {"entrusted", past.entrusted}});
}

ChannelPast read_past(std::string_view text) {
  ChannelPast past;
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return past;
  past.failures = static_cast<int>(number_in(*json, "failures"));
  past.failing_since = time_in(*json, "failing_since");
  past.diagnosis = text_in(*json, "diagnosis");
  past.last_error = text_in(*json, "last_error");
  past.succeeded_at = time_in(*json, "succeeded_at");
  past.paused_until = time_in(*json, "paused_until");
  past.spent_until = time_in(*json, "spent_until");
  past.told = read_told(*json);
  past.told_at = time_in(*json, "told_at");
  past.entrusted = read_entrusted(*json);
  return past;
}

}  // namespace jada
