#include "engine/loop/converge.h"

#include <algorithm>

#include "engine/loop/guard.h"
#include "engine/loop/pass.h"
#include "engine/loop/record.h"

namespace jada {
namespace {

constexpr std::string_view kNotOurs = "not_ours";  // holds only its own changes

// Looking has deadlines of its own: what was not looked at would pass for unknown.
class Unhurried final : public Progress {
 public:
  void begin(std::string_view, std::size_t) override {}
  void advance(std::size_t) override {}
  void end() override {}
  bool stop_requested() const override { return false; }
};

class Converging {
 public:
  Converging(Desired& desired, const ConvergeRequest& request, const CyclePorts& ports, const Node& node)
      : desired_(desired), request_(request), ports_(ports), node_(node) {}

  Result<Converged> run() {
    const Time began = ports_.outside.clock.now();
    auto decision = look();
    if (!decision) return decision.error();
    result_.look = ports_.outside.clock.now() - began;
    const bool is_whole = request_.only == nullptr;
    auto done = is_whole || has_work(*decision) ? act(*decision) : remember_look(*decision);
    if (!done) return done.error();
    learn(*decision);
    if (!result_.was_busy && is_refused(decision->plan)) return without_the_refused(decision->plan);
    return std::move(result_);
  }

 private:
  // A limit refuses a plan as a whole; what it does not concern must not wait for a person.
  Result<Converged> without_the_refused(const Plan& plan) {
    std::set<Address> rest;
    for (const auto& [address, looked] : result_.looked) rest.insert(address);
    for (const GuardVerdict& verdict : plan.guards) {
      if (!verdict.refused || verdict.name == kNotOurs) continue;
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
    return request_.only == nullptr ? make_plan(desired_, plan_request(), ports)
                                    : make_partial_plan(desired_, plan_request(), ports);
  }

  bool has_work(const Decision& decision) const {
    const bool adopts = std::any_of(decision.settled.begin(), decision.settled.end(), [](const Settlement& one) {
      return std::any_of(one.found.settled.begin(), one.found.settled.end(),
                         [](const ItemBatch& items) { return !items.put.empty() || !items.forget.empty(); });
    });
    return adopts || !errands_of(decision, desired_, plan_request()).empty();
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

  Result<Done> act(Decision& decision) {
    Run run = begin_run("run", node_, ports_.outside.clock.now());
    auto lease = Lease::acquire(ports_.store, ports_.outside.clock, node_,
                                {.run_id = run.id, .verb = "run", .version = request_.version});
    if (!lease) return or_give_way(lease.error());
    auto fresh = look();
    if (!fresh) return fresh.error();
    decision = std::move(*fresh);
    return or_give_way(jada::carry_out(decision, desired_, plan_request(), {}, run, *lease, {}, ports_));
  }

  void learn(const Decision& decision) {
    if (result_.was_busy) return;
    const Plan& plan = decision.plan;
    for (const Settlement& settlement : decision.settled) {
      result_.looked[settlement.resource] = {.recheck_at = settlement.found.recheck_at,
                                             .retry_at = settlement.found.retry_at};
    }
    for (const Standing& standing : plan.standings) {
      result_.looked[standing.address].stands = stands(standing);
    }
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

std::string stands(const Standing& standing) {
  return std::string(word(standing.condition)) + " " + standing.reason + " " + standing.message;
}

Result<Converged> converge(Desired& desired, const ConvergeRequest& request, const CyclePorts& ports,
                           const Node& node) {
  return Converging(desired, request, ports, node).run();
}

}  // namespace jada
