#include "engine/loop/plan.h"

#include <algorithm>

#include "engine/base/digest.h"

namespace jada {

std::string_view word(Condition condition) {
  switch (condition) {
    case Condition::ready: return "Ready";
    case Condition::pending: return "Pending";
    case Condition::drifted: return "Drifted";
    case Condition::failing: return "Failing";
    case Condition::unknown: return "Unknown";
    case Condition::blocked: return "Blocked";
    case Condition::suspended: return "Suspended";
  }
  return "";
}

std::string Plan::id() const {
  std::string text = mode + "\n" + desired_sha256 + "\n" + state.lineage;
  for (const Change& change : changes) text.append("\n").append(change.id());
  for (const Observation& observation : observations) {
    if (!observation.ok) text.append("\n?").append(to_string(observation.address));
  }
  return "sha256:" + sha256_hex(text);
}

IndexRange changes_of(const Plan& plan, const Address& resource) {
  const auto first =
      std::lower_bound(plan.changes.begin(), plan.changes.end(), resource,
                       [](const Change& change, const Address& wanted) { return change.address < wanted; });
  const auto last = std::find_if(first, plan.changes.end(), [&](const Change& change) {
    return change.address.name != resource.name || change.address.kind != resource.kind;
  });
  return {static_cast<std::size_t>(first - plan.changes.begin()),
          static_cast<std::size_t>(last - plan.changes.begin())};
}

const Standing* standing_of(const Plan& plan, const Address& resource) {
  const auto mine =
      std::lower_bound(plan.standings.begin(), plan.standings.end(), resource,
                       [](const Standing& standing, const Address& wanted) { return standing.address < wanted; });
  return mine == plan.standings.end() || mine->address != resource ? nullptr : &*mine;
}

std::span<const Observation> observations_of(const Plan& plan, const Address& resource) {
  const auto first =
      std::lower_bound(plan.observations.begin(), plan.observations.end(), resource,
                       [](const Observation& look, const Address& wanted) { return look.address < wanted; });
  const auto last = std::find_if(first, plan.observations.end(), [&](const Observation& look) {
    return look.address.name != resource.name || look.address.kind != resource.kind;
  });
  return {first, last};
}

bool acts(const Change& change) { return change.action && change.blocked_by.empty(); }

bool is_drift(const Change& change) {
  if (!change.cause) return false;
  switch (*change.cause) {
    case Cause::drift:
    case Cause::both:
    case Cause::expiry:
    case Cause::unmanaged: return true;
    case Cause::edit:
    case Cause::schedule: return false;
  }
  return false;
}

Summary summarise(const Plan& plan) {
  Summary summary;
  for (const Action action : {Action::create, Action::update, Action::remove, Action::refresh, Action::copy,
                              Action::run, Action::raise, Action::resolve}) {
    summary.by_action[std::string(word(action))] = 0;
  }
  for (const Cause cause : {Cause::edit, Cause::drift, Cause::both, Cause::expiry, Cause::schedule, Cause::unmanaged}) {
    summary.by_cause[std::string(word(cause))] = 0;
  }
  for (const Change& change : plan.changes) {
    if (change.cause) ++summary.by_cause[std::string(word(*change.cause))];
    if (!change.action) {
      ++summary.reported;
    } else if (!change.blocked_by.empty()) {
      ++summary.held;
    } else {
      ++summary.by_action[std::string(word(*change.action))];
    }
  }
  return summary;
}

}  // namespace jada
