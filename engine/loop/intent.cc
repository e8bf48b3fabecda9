#include "engine/loop/intent.h"

#include "engine/base/json.h"

namespace jada {

Address intent_address(const Address& resource_and_replica) {
  return {.kind = "@intent", .name = to_string(resource_and_replica)};
}

Result<std::set<Address>> open_intents(const StateView& state) {
  const auto records = state.list("@intent");
  if (!records) return records.error();
  std::set<Address> open;
  for (const Record& record : *records) {
    const auto address = parse_address(record.address.name);
    if (address) open.insert(*address);
  }
  return open;
}

Result<Record> intent(const StateView& state, const Address& resource_and_replica, const std::string& run_id) {
  const Address address = intent_address(resource_and_replica);
  const auto open = state.find(address);
  if (!open) return open.error();
  Record record{.address = address};
  if (*open) record.revision = (*open)->revision;
  record.applied = canonical(Json{{"run", run_id}});
  return record;
}

}  // namespace jada
