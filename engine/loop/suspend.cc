#include "engine/loop/suspend.h"

#include "engine/base/json.h"

namespace jada {
namespace {

Suspension read(const Record& record) {
  Suspension suspension;
  const auto kept = parse_json(record.applied);
  if (!kept || !kept->is_object()) return suspension;
  suspension.reason = kept->value("reason", "");
  if (const auto until = parse_time(kept->value("until", "")); until) suspension.until = *until;
  return suspension;
}

bool in_force(const Suspension& suspension, Time now) { return !suspension.until || now < *suspension.until; }

}  // namespace

Result<std::map<Address, Suspension>> suspensions(const Desired& desired, const StateView& state, Time now) {
  const auto records = state.list("@suspend");
  if (!records) return records.error();
  std::map<Address, Suspension> all;
  for (const Record& record : *records) {
    const auto resource = parse_address(record.address.name);
    const Suspension suspension = read(record);
    if (resource && in_force(suspension, now)) all.insert_or_assign(*resource, suspension);
  }
  for (const Declared& declared : desired.resources) {
    const auto& suspension = declared.common.suspend;
    if (suspension && in_force(*suspension, now)) all.insert_or_assign(declared.address, *suspension);
  }
  return all;
}

Address suspension_address(const Address& resource) { return {.kind = "@suspend", .name = to_string(resource)}; }

Result<Record> suspension_record(const StateView& state, const Address& resource, const Suspension& suspension,
                                 const std::string& by, Time now) {
  Record record{.address = suspension_address(resource)};
  const auto kept = state.find(record.address);
  if (!kept) return kept.error();
  if (*kept) record.revision = (*kept)->revision;
  Json applied{{"reason", suspension.reason}, {"by", by}, {"at", to_string(now)}};
  applied["until"] = suspension.until ? Json(to_string(*suspension.until)) : Json("");
  record.applied = canonical(applied);
  record.due_at = suspension.until;
  return record;
}

std::string sentence(const Suspension& suspension) {
  std::string text = "suspended";
  if (suspension.until) text += " until " + to_string(*suspension.until);
  if (!suspension.reason.empty()) text += ": " + suspension.reason;
  return text;
}

}  // namespace jada
