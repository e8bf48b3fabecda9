#include "engine/loop/standing_json.h"

#include <algorithm>

#include "engine/base/json_or_null.h"
#include "engine/loop/order.h"

namespace jada {
namespace {

Json drifted_since(const Plan& plan, const Address& resource) {
  std::optional<Time> since;
  const IndexRange mine = changes_of(plan, resource);
  for (std::size_t i = mine.first; i < mine.last; ++i) {
    const bool is_mended = !plan.applied.empty() && plan.applied[i].fate == Applied::Fate::done;
    if (!is_drift(plan.changes[i]) || is_mended) continue;
    const Time first = plan.changes[i].first_seen.value_or(plan.created_at);
    since = since ? std::min(*since, first) : first;
  }
  return or_null(since);
}

Json names_of(const std::vector<Address>& addresses) {
  Json names = Json::array();
  for (const Address& address : addresses) names.push_back(to_string(address));
  return names;
}

// What others read: whether it can be used, what ails it, whom it needs.
void add_facts_for_others(Json& json, const Verdict& found, const Declared& declared) {
  json["use"] = {{"unusable", or_null(found.use.unusable)},
                 {"until", or_null(found.use.until)},
                 {"file", or_null(found.use.file)}};
  json["ailment"] = {{"diagnosis", or_null(found.ailment.diagnosis)},
                     {"cause", or_null(found.ailment.cause)},
                     {"remedy", or_null(found.ailment.remedy)},
                     {"permanent", found.ailment.is_permanent},
                     {"waits_for", or_null(found.ailment.waits_for)}};
  json["ends_at"] = or_null(found.ends_at);
  json["ends_of"] = or_null(found.ends_of);
  json["retry_at"] = found.retry_at && *found.retry_at != Time::max() ? Json(to_string(*found.retry_at)) : Json();
  json["needs"] = names_of(dependencies(declared));
}

}  // namespace

Json standing_json(const Standing& standing, const Declared& declared, const Record& before, const Verdict& found,
                   const Plan& plan) {
  Json json{{"condition", word(standing.condition)},
            {"reason", standing.reason},
            {"message", standing.message},
            {"cause", standing.cause ? Json(word(*standing.cause)) : Json()},
            {"source", standing.source.line > 0 ? Json(to_string(standing.source)) : Json()},
            {"suspended_until", or_null(standing.suspended_until)},
            {"suspend_reason", standing.suspended ? Json(standing.suspend_reason) : Json()},
            {"protect", declared.common.protect},
            {"on_remove", declared.common.remove_with_block ? "delete" : "forget"},
            {"owner", declared.common.owner},
            {"next_reason", or_null(found.recheck_reason)},
            {"drifted_since", drifted_since(plan, standing.address)},
            {"first_seen_at", to_string(plan.created_at)},
            {"implied", declared.is_implied()},
            {"block", declared.block},
            {"block_file", declared.block_file}};
  add_facts_for_others(json, found, declared);
  const auto kept = parse_json(before.standing);
  if (!kept || !kept->is_object()) return json;
  json["first_seen_at"] = kept->value("first_seen_at", to_string(plan.created_at));
  if (declared.retired)  // what is needed to finish it stays as it was
    json.update({{"block", kept->value("block", "{}")}, {"block_file", kept->value("block_file", "")}});
  return json;
}

}  // namespace jada
