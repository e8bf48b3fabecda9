#include "engine/loop/exit_code.h"

#include <algorithm>

#include "engine/loop/guard.h"

namespace jada {
namespace {

struct Facts {
  bool applying = false;
  bool failed = false;
  bool changed = false;
  bool refused = false;
  bool drifted = false;
  bool unknown = false;
  bool pending = false;
};

bool held_by_guard(const Change& change) {
  return std::any_of(change.blocked_by.begin(), change.blocked_by.end(), [](const std::string& why) {
    return why.starts_with(kHeldByProtection) || why.starts_with(kHeldAsForeign);
  });
}

Facts facts_of(const Plan& plan) {
  Facts facts;
  facts.applying = plan.mode == "apply";
  facts.refused = is_refused(plan);
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    const Change& change = plan.changes[i];
    const auto fate = plan.applied.empty() ? Applied::Fate::not_tried : plan.applied[i].fate;
    const bool in_doubt = !plan.applied.empty() && plan.applied[i].in_doubt;
    const bool is_noted = !plan.applied.empty() && plan.applied[i].is_noted;
    facts.changed = facts.changed || (fate == Applied::Fate::done && !is_noted) || in_doubt;
    if (fate == Applied::Fate::done) continue;  // no longer apart
    facts.failed = facts.failed || fate == Applied::Fate::failed || fate == Applied::Fate::conflict;
    facts.refused = facts.refused || (change.action && held_by_guard(change));
    facts.drifted = facts.drifted || is_drift(change);
    facts.pending = facts.pending || change.action.has_value();
  }
  facts.unknown =
      std::any_of(plan.observations.begin(), plan.observations.end(), [](const Observation& look) { return !look.ok; });
  return facts;
}

}  // namespace

Exit exit_code(const Plan& plan, const ExitPolicy& policy) {
  const Facts facts = facts_of(plan);
  const bool drift_verb = plan.mode == "drift";
  if (facts.failed) return facts.changed ? Exit::failed_changed : Exit::failed_unchanged;
  if (policy.terraform) {
    if (facts.applying ? facts.refused : false) return Exit::refused;
    return !facts.applying && (facts.drifted || facts.pending) ? Exit::pending
           : facts.unknown                                     ? Exit::unobserved
                                                               : Exit::done;
  }
  if (facts.refused && !drift_verb) return Exit::refused;
  if (drift_verb && policy.zero) return facts.unknown ? Exit::unobserved : Exit::done;
  if (facts.drifted && (drift_verb || policy.detailed)) return Exit::drift;
  if (facts.unknown) return Exit::unobserved;
  if (facts.pending && policy.detailed && !drift_verb) return Exit::pending;
  return Exit::done;
}

int number(Exit code, const ExitPolicy& policy) {
  if (!policy.terraform || code == Exit::done || code == Exit::pending) return static_cast<int>(code);
  if (code == Exit::drift) return 2;
  return 1;
}

}  // namespace jada
