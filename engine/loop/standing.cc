#include "engine/loop/standing.h"

#include <algorithm>
#include <set>

#include "engine/base/text.h"
#include "engine/loop/guard.h"

namespace jada {
namespace {

struct Found {
  std::size_t acting = 0;
  std::size_t drifted = 0;
  std::size_t due = 0;
  std::string why{};  // of the resource itself, where it is apart as a whole
  std::size_t unmanaged = 0;
  std::set<Cause> causes{};
  std::string held{};     // the first reason something is held back
  std::string unknown{};  // the first replica that could not be observed
};

void conclude(Standing& standing, Condition condition, const char* reason, std::string message) {
  standing.condition = condition;
  standing.reason = reason;
  standing.message = std::move(message);
}

// Highest first: what a person has to know before anything else.
void judge(Standing& standing, const Found& found, const Trouble& trouble, bool refused) {
  if (standing.suspended) return conclude(standing, Condition::suspended, "Suspended", standing.suspend_reason);
  if (!found.unknown.empty()) return conclude(standing, Condition::unknown, "Unobserved", found.unknown);
  if (!trouble.last_error.empty() && found.acting > 0)
    return conclude(standing, Condition::failing, "LastApplyFailed", trouble.last_error);
  if (!trouble.waits_for.empty()) return conclude(standing, Condition::blocked, "NeedUnusable", trouble.waits_for);
  if (trouble.is_proven) return conclude(standing, Condition::failing, "LastRunFailed", trouble.last_error);
  if (refused) return conclude(standing, Condition::blocked, "Refused", "a guard refuses the plan");
  if (found.drifted > 0) {
    const std::string what = found.why.empty() ? counted(found.drifted, "item") + " changed outside" : found.why;
    return conclude(standing, Condition::drifted, "Drift",
                    what + (found.held.empty() ? "" : "; held back: " + found.held));
  }
  if (found.due > 0 && found.held.empty()) return conclude(standing, Condition::pending, "Due", found.why);
  if (!found.held.empty()) return conclude(standing, Condition::blocked, "HeldBack", found.held);
  if (found.acting > 0)
    return conclude(standing, Condition::pending, "EditsPending", counted(found.acting, "change") + " to apply");
  if (found.unmanaged > 0)
    return conclude(standing, Condition::drifted, "Unmanaged", counted(found.unmanaged, "item") + " not declared");
  conclude(standing, Condition::ready, "InStep", "desired and observed agree");
}

Found find(const Plan& plan, const Address& address) {
  Found found;
  for (const Observation& observation : observations_of(plan, address)) {
    if (observation.ok || !found.unknown.empty()) continue;
    const std::string& replica = observation.address.replica;
    found.unknown = (replica.empty() ? "" : replica + ": ") + observation.error;
  }
  const IndexRange mine = changes_of(plan, address);
  for (std::size_t i = mine.first; i < mine.last; ++i) {
    const Change& change = plan.changes[i];
    if (!plan.applied.empty() && plan.applied[i].fate == Applied::Fate::done) continue;
    if (change.cause) found.causes.insert(*change.cause);
    if (change.cause == Cause::unmanaged) {
      ++found.unmanaged;
    } else if (change.cause == Cause::expiry || change.cause == Cause::schedule) {
      ++found.due;
    } else if (is_drift(change)) {
      ++found.drifted;
    }
    if (change.address.item.empty() && found.why.empty())
      found.why = change.detail.empty() ? change.reason : change.detail;
    if (acts(change)) ++found.acting;
    if (change.action && !change.blocked_by.empty() && found.held.empty()) found.held = change.blocked_by.front();
  }
  return found;
}

bool refused(const Plan& plan, const Address& address) {
  return std::any_of(plan.guards.begin(), plan.guards.end(),
                     [&](const GuardVerdict& verdict) { return refuses_all(verdict) && verdict.address == address; });
}

}  // namespace

void find_standings(Plan& plan, const Desired& desired, const std::map<Address, Suspension>& suspended,
                    const std::map<Address, Trouble>& troubles) {
  plan.standings.clear();
  std::set<Address> observed;
  for (const Observation& observation : plan.observations) observed.insert(observation.address.resource());
  for (const Address& address : observed) {
    const Declared& declared = *desired.find(address);
    Standing standing{.address = address, .source = declared.position};
    const auto suspension = suspended.find(address);
    if (suspension != suspended.end()) {
      standing.suspended = true;
      standing.suspended_until = suspension->second.until;
      standing.suspend_reason = suspension->second.reason;
    }
    const Found found = find(plan, address);
    if (found.causes.size() == 1) standing.cause = *found.causes.begin();
    if (found.causes.size() > 1) standing.cause = Cause::both;
    for (const Observation& observation : observations_of(plan, address)) standing.items += observation.items;
    const auto trouble = troubles.find(address);
    judge(standing, found, trouble == troubles.end() ? Trouble{} : trouble->second, refused(plan, address));
    plan.standings.push_back(std::move(standing));
  }
}

}  // namespace jada
