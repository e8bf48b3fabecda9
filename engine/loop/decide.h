// From what was seen to a plan: every kind's diff, then causes, holds, guards and checks, once for all kinds.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/loop/approve.h"
#include "engine/loop/guard.h"
#include "engine/loop/observe.h"
#include "engine/loop/plan.h"
#include "engine/loop/standing.h"

namespace jada {

/// What a plan needs to know besides the world.
struct PlanRequest {
  std::string mode = "plan";  ///< plan | apply | drift
  std::string tool_version{};
  ObserveOptions observe{};
  std::vector<Allowance> allowed{};
  Duration lifetime = std::chrono::hours{24};  ///< of a saved plan
  std::optional<Approval> approved{};          ///< carry out only what was approved
  std::set<Address> later{};                   ///< looked at, but not acted on now
  bool waits_to_retry = false;                 ///< nor what its kind says is not to be tried again yet
};

/// What a kind found besides its changes, which stand in the plan.
struct Settlement {
  Address resource;
  Verdict found{};
};

struct Decision {
  Plan plan{};
  std::vector<std::string> stale{};   ///< approved changes that no longer hold, in words
  std::vector<Settlement> settled{};  ///< ascending by resource
};

/// What was found of that resource; null: it was not looked at.
const Verdict* found_of(const Decision&, const Address& resource);

/// Whether the request leaves acting on that resource to a later pass.
bool is_for_later(const Decision&, const PlanRequest&, const Address& resource);

/// What is wrong with each resource that was looked at: as its kind says, else as its last apply ended.
Result<std::map<Address, Trouble>> troubles_of(const Decision&, const StateView&);

/// What drift shows of a plan; recorded and judged is all of it.
void keep_drift(Plan&);

/// Pure but for reading the state. internal: the plan breaks an invariant (our bug).
Result<Decision> decide(const Desired&, Snapshot, const PlanRequest&, const StateView&);

}  // namespace jada
