#include "engine/cli/standing_view.h"

namespace jada {
namespace {

std::string text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json or_null(const std::optional<Time>& time) { return time ? Json(to_string(*time)) : Json(); }

Remembered unpack(Record record) {
  Remembered one;
  if (const auto standing = parse_json(record.standing); standing && standing->is_object()) {
    one.condition = text_at(*standing, "condition");
    one.reason = text_at(*standing, "reason");
    one.message = text_at(*standing, "message");
    one.source = text_at(*standing, "source");
    one.suspended_until = text_at(*standing, "suspended_until");
  }
  one.record = std::move(record);
  return one;
}

}  // namespace

Result<std::vector<Remembered>> remembered(const StateView& state) {
  auto records = state.list("");
  if (!records) return records.error();
  std::vector<Remembered> all;
  for (Record& record : *records) {
    if (record.address.replica.empty()) {
      all.push_back(unpack(std::move(record)));
    } else if (!all.empty() && all.back().record.address == record.address.resource()) {
      all.back().replicas.push_back(std::move(record));
    }
  }
  return all;
}

Json to_json(const Remembered& one) {
  Json replicas = Json::array();
  for (const Record& replica : one.replicas) {
    replicas.push_back({{"replica", replica.address.replica},
                        {"observed_at", or_null(replica.observed_at)},
                        {"error", or_null(replica.last_error)}});
  }
  return {{"address", to_string(one.record.address)},
          {"condition", or_null(one.condition)},
          {"reason", or_null(one.reason)},
          {"message", or_null(one.message)},
          {"source", or_null(one.source)},
          {"observed_at", or_null(one.record.observed_at)},
          {"applied_at", or_null(one.record.applied_at)},
          {"next_due_at", or_null(one.record.due_at)},
          {"consecutive_failures", one.record.failures},
          {"last_error", or_null(one.record.last_error)},
          {"suspended_until", or_null(one.suspended_until)},
          {"replicas", std::move(replicas)}};
}

std::string ago(const std::optional<Time>& time, Time now) { return time ? about(now - *time) + " ago" : "never"; }

}  // namespace jada
