#include "engine/loop/hold.h"

#include <algorithm>
#include <set>

#include "engine/loop/guard.h"
#include "engine/loop/order.h"
#include "engine/loop/suspend.h"

namespace jada {
namespace {

void hold_by_declaration(Change& change, const Declared& declared, const std::map<Address, Suspension>& suspended,
                         const std::map<Address, std::string>& blocked) {
  const auto suspension = suspended.find(declared.address);
  if (suspension != suspended.end()) change.blocked_by.push_back(sentence(suspension->second));
  if (declared.common.observe_only) change.blocked_by.push_back("mode = \"observe\"");
  if (declared.common.protect && change.action == Action::remove)
    change.blocked_by.push_back(std::string(kHeldByProtection));
  const auto whole = blocked.find(declared.address);
  if (whole != blocked.end()) change.blocked_by.push_back(whole->second);
}

std::set<Address> not_observed(const Plan& plan) {
  std::set<Address> unknown;
  for (const Observation& observation : plan.observations) {
    if (!observation.ok) unknown.insert(observation.address.resource());
  }
  return unknown;
}

// Why `needed` will not be in order by the time its dependant's turn comes; empty when it will.
std::string not_in_order(const Address& needed, const Plan& plan, const std::set<Address>& unknown) {
  if (unknown.contains(needed)) return "waits for " + to_string(needed) + ", which could not be observed";
  const IndexRange its = changes_of(plan, needed);
  const auto first = plan.changes.begin() + static_cast<std::ptrdiff_t>(its.first);
  const auto last = plan.changes.begin() + static_cast<std::ptrdiff_t>(its.last);
  const bool held =
      std::any_of(first, last, [](const Change& change) { return change.action && !change.blocked_by.empty(); });
  return held ? "waits for " + to_string(needed) + ", which is held back" : "";
}

}  // namespace

void hold(Plan& plan, const Desired& desired, const std::map<Address, Suspension>& suspended,
          const std::map<Address, std::string>& blocked) {
  const auto unknown = not_observed(plan);
  // In the order of the waves, so that holding one holds what waits for it.
  for (const auto& wave : waves(desired)) {
    for (const Address& address : wave) {
      const Declared& declared = *desired.find(address);
      const IndexRange mine = changes_of(plan, address);
      if (mine.first == mine.last) continue;
      std::map<Address, std::string> waiting;
      plan.depends_on[address] = dependencies(declared);
      for (const Address& needed : plan.depends_on[address]) waiting[needed] = not_in_order(needed, plan, unknown);
      for (std::size_t i = mine.first; i < mine.last; ++i) {
        Change& change = plan.changes[i];
        hold_by_declaration(change, declared, suspended, blocked);
        for (const auto& [needed, why] : waiting) {
          if (!why.empty() && waits_for(change.address, declared, needed)) change.blocked_by.push_back(why);
        }
      }
    }
  }
}

}  // namespace jada
