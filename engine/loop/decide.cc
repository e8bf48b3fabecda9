#include "engine/loop/decide.h"

#include <algorithm>

#include "engine/loop/cause.h"
#include "engine/loop/check.h"
#include "engine/loop/hold.h"
#include "engine/loop/standing.h"
#include "engine/loop/suspend.h"

namespace jada {
namespace {

// Of a block that is gone only what we made is deleted.
void keep_ours_only(std::vector<Change>& changes) {
  std::erase_if(changes, [](const Change& change) {
    return change.action != Action::remove || change.cause == Cause::unmanaged;
  });
}

// Kinds count over all replicas; each that was observed had about its share.
void share_items(std::vector<Observation>& observations, std::size_t items) {
  const auto seen = static_cast<std::size_t>(
      std::count_if(observations.begin(), observations.end(), [](const Observation& look) { return look.ok; }));
  std::size_t rest = items;
  for (Observation& observation : observations) {
    if (!observation.ok) continue;
    observation.items = std::min(rest, (items + seen - 1) / seen);
    rest -= observation.items;
  }
}

// Why a resource cannot be acted on, by what was seen of it and of the others.
class Blocked {
 public:
  void note(const Address& address, Verdict& verdict) {
    if (!verdict.blocked.empty()) why_[address] = std::move(verdict.blocked);
    if (verdict.sole.what.empty()) return;
    const auto [first, is_first] = holders_.try_emplace(verdict.sole.what, address);
    if (is_first) return;
    why_.try_emplace(first->second, to_string(address) + " " + verdict.sole.why);
    why_.try_emplace(address, to_string(first->second) + " " + verdict.sole.why);
  }
  const std::map<Address, std::string>& why() const { return why_; }

 private:
  std::map<Address, std::string> why_{};
  std::map<std::string, Address> holders_{};
};

// The first resource often has nearly all there is: then nothing is moved.
void append(std::vector<Change>& all, std::vector<Change> more) {
  if (all.empty()) return void(all = std::move(more));
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

Result<Done> diff_one(ResourceSnapshot& resource, Time now, const StateView& state, Decision& decision,
                      Blocked& blocked) {
  const Declared& declared = *resource.declared;
  Verdict verdict = declared.resource->diff(std::move(resource.sights), now);
  if (declared.retired) keep_ours_only(verdict.changes);
  const auto is_before = [](const Change& a, const Change& b) { return a.address < b.address; };
  if (!std::is_sorted(verdict.changes.begin(), verdict.changes.end(), is_before))
    std::sort(verdict.changes.begin(), verdict.changes.end(), is_before);
  for (Change& change : verdict.changes) {
    if (change.source.line == 0 && change.wanted) change.source = declared.position;
  }
  if (auto done = find_causes(declared.address, verdict.changes, state); !done) return done.error();
  share_items(resource.observations, verdict.items);
  std::move(resource.observations.begin(), resource.observations.end(), std::back_inserter(decision.plan.observations));
  blocked.note(declared.address, verdict);
  append(decision.plan.changes, std::exchange(verdict.changes, {}));
  decision.settled.push_back({declared.address, std::move(verdict)});
  return Done{};
}

Error our_bug(const std::vector<std::string>& broken) {
  std::string message = "the plan breaks an invariant and is not shown: " + broken.front();
  if (broken.size() > 1) message += " (and " + std::to_string(broken.size() - 1) + " more)";
  return {Code::internal, std::move(message)};
}

}  // namespace

const Verdict* found_of(const Decision& decision, const Address& resource) {
  const auto& settled = decision.settled;
  const auto mine = std::lower_bound(
      settled.begin(), settled.end(), resource,
      [](const Settlement& settlement, const Address& wanted) { return settlement.resource < wanted; });
  return mine == settled.end() || mine->resource != resource ? nullptr : &mine->found;
}

bool is_for_later(const Decision& decision, const PlanRequest& request, const Address& resource) {
  if (request.later.contains(resource)) return true;
  const Verdict* found = request.waits_to_retry ? found_of(decision, resource) : nullptr;
  return found != nullptr && found->retry_at && *found->retry_at > decision.plan.created_at;
}

Result<std::map<Address, Trouble>> troubles_of(const Decision& decision, const StateView& state) {
  std::map<Address, Trouble> troubles;
  for (const auto& [resource, found] : decision.settled) {
    Trouble trouble;
    if (found.track_record) {
      trouble = {.last_error = found.track_record->last_error, .is_proven = found.track_record->failures > 0};
    } else {
      const auto record = state.find(resource);
      if (!record) return record.error();
      if (*record && (*record)->failures > 0) trouble.last_error = (*record)->last_error;
    }
    if (!found.ailment.waits_for.empty()) trouble.waits_for = found.ailment.cause;
    troubles.emplace(resource, std::move(trouble));
  }
  return troubles;
}

void keep_drift(Plan& plan) {
  std::erase_if(plan.changes, [](const Change& change) { return !is_drift(change); });
  plan.guards.clear();
}

Result<Decision> decide(const Desired& desired, Snapshot snapshot, const PlanRequest& request, const StateView& state) {
  Decision decision;
  Plan& plan = decision.plan;
  plan.mode = request.mode;
  plan.tool_version = request.tool_version;
  plan.created_at = snapshot.now;
  plan.expires_at = snapshot.now + request.lifetime;
  plan.desired_path = desired.path;
  plan.desired_sha256 = desired.sha256;
  plan.scope = request.observe.scope;
  const auto identity = state.identity();
  if (!identity) return identity.error();
  plan.state = *identity;
  // There is no state yet, only a stand-in in memory: a plan saved now goes with whichever state is made for it.
  if (plan.state.path.empty()) plan.state.lineage.clear();

  Blocked blocked;
  for (ResourceSnapshot& resource : snapshot.resources) {
    if (auto done = diff_one(resource, snapshot.now, state, decision, blocked); !done) return done.error();
  }
  const auto suspended = suspensions(desired, state, snapshot.now);
  if (!suspended) return suspended.error();
  hold(plan, desired, *suspended, blocked.why());
  if (request.approved) decision.stale = keep_approved(plan, *request.approved, desired);
  if (auto done = guard(plan, desired, request.allowed, state); !done) return done.error();
  if (const auto broken = broken_invariants(plan, desired); !broken.empty()) return our_bug(broken);
  const auto troubles = troubles_of(decision, state);
  if (!troubles) return troubles.error();
  find_standings(plan, desired, *suspended, *troubles);
  return decision;
}

}  // namespace jada
