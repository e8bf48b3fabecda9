#include "engine/cli/standing_view.h"

#include <map>

#include "engine/base/json_lenient.h"
#include "engine/base/json_or_null.h"

namespace jada {
namespace {

Remembered unpack(Record record) {
  Remembered one;
  if (const auto standing = parse_json(record.standing); standing && standing->is_object()) {
    one.condition = text_in(*standing, "condition");
    one.reason = text_in(*standing, "reason");
    one.message = text_in(*standing, "message");
    one.source = text_in(*standing, "source");
    one.is_implied = is_true(*standing, "implied");
    one.suspended_until = text_in(*standing, "suspended_until");
    one.due_reason = text_in(*standing, "next_reason");
  }
  one.due_at = record.due_at;
  one.record = std::move(record);
  return one;
}

using Memories = std::map<std::string, Record>;

Result<Memories> memories(const StateView& state) {
  auto records = state.list("@memory");
  if (!records) return records.error();
  Memories all;
  for (Record& record : *records) all.emplace(record.address.name, std::move(record));
  return all;
}

// What a script asked for meanwhile is newer than the last look.
void read_times(Remembered& one, const Memories& memories) {
  const Record* newest = &one.record;
  const auto memory = memories.find(to_string(one.record.address));
  if (memory != memories.end() && memory->second.observed_at >= newest->observed_at) newest = &memory->second;
  const auto note = parse_json(newest->observed);
  if (!note || !note->is_object()) return;
  one.expires_at = time_in(*note, "expires_at");
  const auto due_at = time_in(*note, "refresh_due_at");
  if (!due_at) return;
  one.due_at = due_at;
  if (one.due_reason.empty()) one.due_reason = "refresh";
}

void age(Remembered& one, Time now) {
  const bool in_order = one.condition == "Ready" || one.condition == "Pending";
  if (!in_order || !one.expires_at) return;
  if (*one.expires_at <= now) {
    one.condition = "Failing";
    one.reason = "Expired";
    one.message = "expired at " + to_string(*one.expires_at) + ", and nothing was done since";
  } else if (one.due_at && *one.expires_at - now <= now - *one.due_at) {
    one.condition = "Pending";
    one.reason = "Overdue";
    one.message = "due since " + to_string(*one.due_at) + ", and nothing was done since";
  }
}

}  // namespace

Result<std::vector<Remembered>> remembered(const StateView& state, Time now) {
  auto records = state.list("");
  if (!records) return records.error();
  const auto kept = memories(state);
  if (!kept) return kept.error();
  std::vector<Remembered> all;
  for (Record& record : *records) {
    if (record.address.replica.empty()) {
      all.push_back(unpack(std::move(record)));
      // What stands in no file is shown when it has something to say.
      if (all.back().is_implied && all.back().condition == "Ready") {
        all.pop_back();
        continue;
      }
      read_times(all.back(), *kept);
      age(all.back(), now);
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
          {"next_due_at", or_null(one.due_at)},
          {"next_reason", or_null(one.due_reason)},
          {"consecutive_failures", one.record.failures},
          {"last_error", or_null(one.record.last_error)},
          {"suspended_until", or_null(one.suspended_until)},
          {"replicas", std::move(replicas)}};
}

std::string ago(const std::optional<Time>& time, Time now) { return time ? about(now - *time) + " ago" : "never"; }

}  // namespace jada
