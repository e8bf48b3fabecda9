// From what was seen to a plan: every kind's diff, then causes, holds, guards and checks, once for all kinds.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/loop/approve.h"
#include "engine/loop/guard.h"
#include "engine/loop/observe.h"
#include "engine/loop/plan.h"

namespace jada {

/// What a plan needs to know besides the world.
struct PlanRequest {
  std::string mode = "plan";  ///< plan | apply | drift
  std::string tool_version{};
  ObserveOptions observe{};
  std::vector<Allowance> allowed{};
  Duration lifetime = std::chrono::hours{24};  ///< of a saved plan
  std::optional<Approval> approved{};          ///< carry out only what was approved
};

/// What is in step but not recorded so, and what the next look should know. Not part of the plan: nothing to do.
struct Settlement {
  Address resource;
  std::vector<ItemBatch> items{};
  std::vector<BodyBatch> bodies{};
  std::vector<std::pair<std::string, std::string>> notes{};  ///< replica → Record::observed
  std::optional<Time> due_at{};  ///< as in Verdict: when it is to be looked at again, and why
  std::string due_reason{};
};

struct Decision {
  Plan plan{};
  std::vector<std::string> stale{};   ///< approved changes that no longer hold, in words
  std::vector<Settlement> settled{};  ///< ascending by resource
};

/// What drift shows of a plan; recorded and judged is all of it.
void keep_drift(Plan&);

/// Pure but for reading the state. internal: the plan breaks an invariant (our bug).
Result<Decision> decide(const Desired&, Snapshot, const PlanRequest&, const StateView&);

}  // namespace jada
