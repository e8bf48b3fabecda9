#include "engine/loop/forget.h"

#include <algorithm>
#include <set>

#include "engine/loop/guard.h"
#include "engine/loop/intent.h"
#include "engine/loop/retire.h"
#include "engine/loop/store_memory.h"
#include "engine/loop/suspend.h"

namespace jada {
namespace {

// Blocks that are gone but still owe a delete, and what they refer to: needed until that is done.
Result<std::set<Address>> still_needed(const Desired& desired, const StateView& state) {
  std::set<Address> needed;
  for (const Declared& one : desired.resources) {
    if (!one.retired) continue;
    const auto left = state.count_applied(one.address);
    if (!left) return left.error();
    if (*left == 0 && !one.common.protect) continue;
    needed.insert(one.address);
    for (Address& reference : one.resource->needs()) needed.insert(std::move(reference));
  }
  return needed;
}

std::vector<Address> to_forget(const std::vector<Undeclared>& gone, const std::set<Address>& needed) {
  std::vector<Address> forget;
  for (const Undeclared& one : gone) {
    if (!one.protect && !needed.contains(one.address)) forget.push_back(one.address);
  }
  return forget;
}

Desired only_declared(const Desired& desired) {
  Desired declared;
  for (const Declared& one : desired.resources) {
    if (!one.retired) declared.resources.push_back({.address = one.address, .resource = nullptr});
  }
  return declared;
}

// With a resource goes what the engine kept about it.
void forget_resource(const Address& address, const std::set<Address>& intents, Batch& batch) {
  std::erase_if(batch.put, [&](const Record& record) { return record.address.resource() == address; });
  std::erase_if(batch.drift, [&](const DriftBatch& rows) { return rows.address.resource() == address; });
  std::erase_if(batch.items, [&](const ItemBatch& items) { return items.address.resource() == address; });
  std::erase_if(batch.bodies, [&](const BodyBatch& bodies) { return bodies.resource == address; });
  for (const Address& place : intents) {
    if (place.resource() == address) batch.forget.push_back(intent_address(place));
  }
  batch.forget.push_back(suspension_address(address));
  batch.forget.push_back(memory_address(address));
  batch.forget.push_back(address);
  batch.advances = true;
}

// Replicas a resource no longer has: their records would count and show for ever.
Result<Done> forget_left_replicas(const Desired& desired, const StateView& state, Batch& batch) {
  const auto records = state.list("");
  if (!records) return records.error();
  for (const Record& record : *records) {
    const Declared* declared = record.address.replica.empty() ? nullptr : desired.find(record.address);
    if (declared == nullptr || declared->retired) continue;
    const auto replicas = declared->resource->replicas();
    if (std::find(replicas.begin(), replicas.end(), record.address.replica) == replicas.end())
      batch.forget.push_back(record.address);
  }
  return Done{};
}

}  // namespace

bool may_forget(const Decision& decision, const PlanRequest& request, const Progress& progress) {
  const bool later = request.approved && request.approved->saved;
  const bool whole = decision.plan.scope.complete() && request.observe.only == nullptr;
  return !is_refused(decision.plan) && decision.stale.empty() && whole && !later && !progress.stop_requested();
}

Result<Done> forget_undeclared(const Desired& desired, const Run& run, const StateView& state, Batch& batch) {
  const auto gone = undeclared(only_declared(desired), state);
  if (!gone) return gone.error();
  const auto intents = open_intents(state);
  if (!intents) return intents.error();
  const auto needed = still_needed(desired, state);
  if (!needed) return needed.error();
  for (const Address& address : to_forget(*gone, *needed)) {
    forget_resource(address, *intents, batch);
    batch.events.push_back(
        event_of(run, *run.finished_at, "resource.forgotten", "info", to_string(address), "no longer in the file"));
  }
  return forget_left_replicas(desired, state, batch);
}

Result<Done> forget_ended_suspensions(Time now, const StateView& state, Batch& batch) {
  const auto records = state.list("@suspend");
  if (!records) return records.error();
  for (const Record& record : *records) {
    if (record.due_at && *record.due_at <= now) batch.forget.push_back(record.address);
  }
  return Done{};
}

}  // namespace jada
