#include "engine/loop/converge.h"

#include <algorithm>

#include "engine/loop/budget.h"
#include "engine/loop/guard.h"
#include "engine/loop/lease.h"
#include "engine/loop/record.h"

namespace jada {
namespace {

class Converging {
 public:
  Converging(Desired& desired, const ConvergeRequest& request, const CyclePorts& ports, const Node& node)
      : desired_(desired), request_(request), ports_(ports), node_(node) {}

  Result<Converged> run() {
    if (request_.only == nullptr) return act();
    const auto decision = look();
    if (!decision) return decision.error();
    if (has_work(*decision)) return act();
    if (auto done = remember_look(*decision); !done) return done.error();
    learn(*decision);
    return std::move(result_);
  }

 private:
  // A limit refuses a plan as a whole; what it does not concern must not wait for a person.
  Result<Converged> without_the_refused(const Plan& plan) {
    std::set<Address> rest;
    for (const auto& [address, looked] : result_.looked) rest.insert(address);
    for (const GuardVerdict& verdict : plan.guards) {
      if (!refuses_all(verdict)) continue;
      rest.erase(verdict.address.resource());
      result_.looked[verdict.address.resource()].has_failed = true;
    }
    if (rest.size() == result_.looked.size() || rest.empty()) return std::move(result_);
    ConvergeRequest request = request_;
    request.only = &rest;
    auto others = Converging(desired_, request, ports_, node_).run();
    if (!others) return others.error();
    for (auto& [address, looked] : others->looked) result_.looked[address] = std::move(looked);
    return std::move(result_);
  }

  PlanRequest plan_request() const {
    PlanRequest request{
        .mode = "apply", .tool_version = request_.version, .later = request_.later, .waits_to_retry = true};
    request.observe.stage = Stage::world;
    request.observe.only = request_.only;
    request.observe.parallelism = request_.parallelism;
    return request;
  }

  Result<Decision> look() {
    Unhurried unhurried;
    const CyclePorts ports{ports_.store, ports_.outside, unhurried, ports_.kinds};
    const Time began = ports_.outside.clock.now();
    auto decision = request_.only == nullptr ? make_plan(desired_, plan_request(), ports)
                                             : make_partial_plan(desired_, plan_request(), ports);
    result_.look = ports_.outside.clock.now() - began;
    return decision;
  }

  bool has_work(const Decision& decision) const {
    const bool adopts = std::any_of(decision.settled.begin(), decision.settled.end(), [](const Settlement& one) {
      return std::any_of(one.found.settled.begin(), one.found.settled.end(),
                         [](const ItemBatch& items) { return !items.put.empty() || !items.forget.empty(); });
    });
    const PlanRequest request = plan_request();
    const auto& changes = decision.plan.changes;
    return adopts || std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
             return acts(change) && !is_for_later(decision, request, change.address.resource());
           });
  }

  // Observation only: nobody's lease is needed, but it must not write over what an apply did meanwhile.
  Result<Done> remember_look(const Decision& decision) {
    const auto holder = lease_holder(ports_.store);
    if (!holder) return holder.error();
    if (*holder) return give_way();
    auto batch = record_look(decision, desired_, ports_.store, false, Stage::world);
    if (!batch) return batch.error();
    batch->fence = decision.plan.state.fence;
    return or_give_way(ports_.store.commit(*batch));
  }

  Result<Done> give_way() {
    result_.was_busy = true;
    return Done{};
  }

  Result<Done> or_give_way(Result<Done> stored) {
    return !stored && stored.error().code == Code::conflict ? give_way() : stored;
  }

  // Looks under the lease: what was seen without it may be done by now.
  Result<Converged> act() {
    Run run = begin_run("run", node_, ports_.outside.clock.now());
    auto lease = Lease::acquire(ports_.store, ports_.outside.clock, node_,
                                {.run_id = run.id, .verb = "run", .version = request_.version});
    if (!lease && lease.error().code == Code::conflict) return Converged{.was_busy = true};
    if (!lease) return lease.error();
    auto decision = look();
    if (!decision) return decision.error();
    auto done = or_give_way(jada::carry_out(*decision, desired_, plan_request(), {}, run, *lease, {}, ports_));
    if (!done) return done.error();
    learn(*decision);
    if (!result_.was_busy && is_refused(decision->plan)) return without_the_refused(decision->plan);
    return std::move(result_);
  }

  void learn(const Decision& decision) {
    if (result_.was_busy) return;
    const Plan& plan = decision.plan;
    for (const Settlement& settlement : decision.settled)
      result_.looked[settlement.resource] = looked_at(decision, settlement.resource);
    for (std::size_t i = 0; i < plan.applied.size(); ++i) {
      Looked& looked = result_.looked[plan.changes[i].address.resource()];
      const Applied::Fate fate = plan.applied[i].fate;
      looked.was_tried = looked.was_tried || fate != Applied::Fate::not_tried;
      looked.has_failed = looked.has_failed || fate == Applied::Fate::failed || fate == Applied::Fate::conflict;
      looked.is_left = looked.is_left || (!is_refused(plan) && acts(plan.changes[i]) &&
                                          fate == Applied::Fate::not_tried && plan.applied[i].error.empty());
    }
  }

  Desired& desired_;
  const ConvergeRequest& request_;
  const CyclePorts& ports_;
  const Node& node_;
  Converged result_{};
};

}  // namespace

Looked looked_at(const Decision& decision, const Address& resource) {
  Looked looked;
  if (const Verdict* found = found_of(decision, resource)) {
    looked.recheck_at = found->recheck_at;
    looked.retry_at = found->retry_at;
  }
  if (const Standing* standing = standing_of(decision.plan, resource))
    looked.stands = std::string(word(standing->condition)) + " " + standing->reason + " " + standing->message;
  return looked;
}

Result<Converged> converge(Desired& desired, const ConvergeRequest& request, const CyclePorts& ports,
                           const Node& node) {
  return Converging(desired, request, ports, node).run();
}

}  // namespace jada
