#include "engine/loop/cycle.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/text.h"
#include "engine/loop/forget.h"
#include "engine/loop/intent.h"
#include "engine/loop/observe.h"
#include "engine/loop/record.h"
#include "engine/loop/retire.h"
#include "engine/loop/standing.h"
#include "engine/loop/suspend.h"

namespace jada {
namespace {

void count_outcomes(const Plan& plan, Run& run) {
  run.succeeded = run.failed = run.skipped = 0;
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    if (!plan.changes[i].action) continue;
    const auto fate = plan.applied.empty() ? Applied::Fate::not_tried : plan.applied[i].fate;
    if (fate == Applied::Fate::done) {
      ++run.succeeded;
    } else if (fate == Applied::Fate::not_tried) {
      ++run.skipped;
    } else {
      ++run.failed;
    }
  }
}

// A guard that was passed is told with who passed it and why; the count stands in the expression.
void tell_overrides(const Plan& plan, const Run& run, std::vector<Event>& events) {
  for (const GuardVerdict& verdict : plan.guards) {
    if (verdict.allowed_by.empty()) continue;
    const std::string message =
        verdict.name + ": " + std::to_string(verdict.actual) + " allowed by " + verdict.allowed_by + ": " + run.message;
    events.push_back(
        event_of(run, *run.finished_at, "guard.overridden", "warning", to_string(verdict.address), message));
  }
}

// The commit at the end: what the look found, the run, and what nobody declares any more.
Result<Batch> closing_batch(const Decision& decision, const Desired& desired, Batch compiled, Run& run,
                            const CyclePorts& ports, bool adopt, std::optional<Stage> stage) {
  auto batch = record_look(decision, desired, ports.store, adopt, stage);
  if (!batch) return batch.error();
  std::move(compiled.blobs.begin(), compiled.blobs.end(), std::back_inserter(batch->blobs));
  run.finished_at = ports.outside.clock.now();
  run.exit_code = decision.plan.exit_code;
  run.desired_sha256 = decision.plan.desired_sha256;
  batch->put.push_back(to_record(run));
  if (run.verb == "apply") tell_overrides(decision.plan, run, batch->events);
  const std::string message = run.verb + " ended with exit code " + std::to_string(run.exit_code);
  batch->events.push_back(
      event_of(run, *run.finished_at, "run.finished", run.exit_code == 0 ? "info" : "warning", "", message));
  return batch;
}

// The first error of each resource whose changes failed.
std::map<Address, std::string> errors_of(const Plan& plan) {
  std::map<Address, std::string> errors;
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    const Applied& applied = plan.applied[i];
    const bool failed = applied.fate == Applied::Fate::failed || applied.fate == Applied::Fate::conflict;
    if (failed) errors.try_emplace(plan.changes[i].address.resource(), applied.error);
  }
  return errors;
}

std::set<Address> changed_by(const Plan& plan) {
  std::set<Address> changed;
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    if (plan.applied[i].fate == Applied::Fate::done) changed.insert(plan.changes[i].address.resource());
  }
  return changed;
}

// What was tried now is news; of the rest a kind that keeps its own record knows better.
void mark_outcomes(const Decision& decision, const std::map<Address, std::string>& errors, const Run& run,
                   std::vector<Record>& records) {
  const Plan& plan = decision.plan;
  const auto changed = changed_by(plan);
  for (Record& record : records) {
    if (!record.address.replica.empty() || record.address.kind.starts_with('@')) continue;
    const auto error = errors.find(record.address);
    const bool was_tried = error != errors.end() || changed.contains(record.address);
    if (!was_tried) continue;  // how it was found is recorded by the look
    record.failures = error == errors.end() ? 0 : record.failures + 1;
    record.last_error = error == errors.end() ? "" : error->second;
    if (error == errors.end() && !is_refused(plan)) record.succeeded_at = run.finished_at;
    if (changed.contains(record.address)) record.applied_at = run.finished_at;
  }
}

// An intent is closed by whoever looked at its place in full; one outside the scope stays open.
Result<Done> close_intents(const Plan& plan, const StateView& state, Batch& batch) {
  const auto interrupted = open_intents(state);
  if (!interrupted) return interrupted.error();
  for (const Observation& observation : plan.observations) {
    if (observation.ok && interrupted->contains(observation.address))
      batch.forget.push_back(intent_address(observation.address));
  }
  return Done{};
}

// Texts of items as they were are no longer referred to. Sweeping them out reads every item record, so it waits until
// there are many, or for every 32nd serial.
bool is_time_to_tidy(const Plan& plan) {
  constexpr std::size_t kMany = 1000;
  std::size_t old_texts = 0;
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    const bool replaced = plan.applied[i].fate == Applied::Fate::done && plan.changes[i].action != Action::create;
    old_texts += replaced ? 1 : 0;
  }
  return old_texts >= kMany || (old_texts > 0 && plan.state.serial % 32 == 0);
}

Result<Decision> decide_once(const Desired& desired, const PlanRequest& request, const CyclePorts& ports) {
  auto snapshot = observe(desired, request.observe, ports.store, ports.outside, ports.progress);
  if (!snapshot) return snapshot.error();
  return decide(desired, std::move(*snapshot), request, ports.store);
}

Result<Decision> plan_once(Desired& desired, const PlanRequest& request, const CyclePorts& ports) {
  auto gone = undeclared(desired, ports.store);
  if (!gone) return gone.error();
  if (auto done = add_retired(desired, ports.kinds, *gone, ports.store); !done) return done.error();
  auto decision = decide_once(desired, request, ports);
  if (!decision) return decision;
  auto notes = notes_on(*gone);
  std::move(notes.begin(), notes.end(), std::back_inserter(decision->plan.diagnostics));
  return decision;
}

// What was seen and what is remembered must be of one moment: when an apply ended in between, look again.
template <class Once>
Result<Decision> at_one_moment(const Store& store, Once&& once) {
  constexpr int kTries = 3;
  for (int tries = 1;; ++tries) {
    const auto before = store.identity();
    if (!before) return before.error();
    auto decision = once();
    const auto after = store.identity();
    if (!after) return after.error();
    const bool one_moment = before->serial == after->serial && before->fence == after->fence;
    if (!decision || one_moment || tries == kTries) return decision;
  }
}

}  // namespace

Result<Decision> make_plan(Desired& desired, const PlanRequest& request, const CyclePorts& ports) {
  return at_one_moment(ports.store, [&] { return plan_once(desired, request, ports); });
}

Result<Decision> make_partial_plan(const Desired& desired, const PlanRequest& request, const CyclePorts& ports) {
  return at_one_moment(ports.store, [&] { return decide_once(desired, request, ports); });
}

Result<Done> remember(const Decision& decision, const Desired& desired, Batch compiled, Run& run,
                      const CyclePorts& ports) {
  const auto holder = lease_holder(ports.store);
  if (!holder) return holder.error();
  if (*holder) return Error{Code::conflict, sentence(**holder, ports.outside.clock.now())};
  auto batch = closing_batch(decision, desired, std::move(compiled), run, ports, false, std::nullopt);
  if (!batch) return batch.error();
  batch->fence = decision.plan.state.fence;
  return ports.store.commit(*batch);
}

Result<Done> carry_out(Decision& decision, const Desired& desired, const PlanRequest& request, Batch compiled, Run& run,
                       Lease& lease, const ExitPolicy& policy, const CyclePorts& ports) {
  Plan& plan = decision.plan;
  plan.applied.assign(plan.changes.size(), {});
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    if (is_for_later(decision, request, plan.changes[i].address.resource())) plan.applied[i].error = "left for later";
  }
  Result<Done> applied = Done{};
  if (!is_refused(plan) && decision.stale.empty()) {
    applied =
        apply(plan, desired, run, lease, request.observe.parallelism, {ports.store, ports.outside, ports.progress});
  }
  count_outcomes(plan, run);
  plan.exit_code = number(exit_code(plan, policy), policy);
  if (!applied) return applied;

  const auto errors = errors_of(plan);
  auto troubles = troubles_of(decision, ports.store);
  if (!troubles) return troubles.error();
  for (const Address& mended : changed_by(plan)) (*troubles)[mended] = {};
  for (const auto& [resource, error] : errors) (*troubles)[resource] = {.last_error = error};
  const auto suspended = suspensions(desired, ports.store, plan.created_at);
  if (!suspended) return suspended.error();
  find_standings(plan, desired, *suspended, *troubles);
  auto batch = closing_batch(decision, desired, std::move(compiled), run, ports, true, Stage::world);
  if (!batch) return batch.error();
  mark_outcomes(decision, errors, run, batch->put);
  if (may_forget(decision, request, ports.progress)) {
    if (auto done = forget_undeclared(desired, run, ports.store, *batch); !done) return done;
  }
  if (auto done = forget_ended_suspensions(*run.finished_at, ports.store, *batch); !done) return done;
  if (auto done = close_intents(plan, ports.store, *batch); !done) return done;
  batch->advances = batch->advances || std::any_of(batch->items.begin(), batch->items.end(),
                                                   [](const ItemBatch& items) { return !items.put.empty(); });
  batch->durable = true;
  auto recorded = lease.release_with(std::move(*batch));
  if (!recorded || !is_time_to_tidy(plan)) return recorded;
  return ports.store.tidy();
}

Result<Done> recount(Plan& plan, Run& run, const ExitPolicy& policy, Store& store) {
  count_outcomes(plan, run);
  plan.exit_code = run.exit_code = number(exit_code(plan, policy), policy);
  const auto stored = store.find({.kind = "@run", .name = run.id});
  if (!stored) return stored.error();
  run.revision = *stored ? (*stored)->revision : 0;
  Batch batch{.durable = false};
  batch.put.push_back(to_record(run));
  return store.commit(batch);
}

}  // namespace jada
