// The one table of exit codes, and the one function that picks from it.
#pragma once

#include <optional>
#include <string_view>

#include "engine/loop/plan.h"

namespace jada {

enum class Exit : int {
  done = 0,
  failed_unchanged = 1,
  pending = 2,
  drift = 3,
  refused = 4,
  locked = 5,
  stale = 6,
  failed_changed = 7,
  declined = 8,
  unobserved = 9,
  usage = 64,
  invalid = 65,
  bug = 70,
  interrupted = 130,
  terminated = 143,
};

struct ExitPolicy {
  bool detailed = false;   ///< --detailed-exitcode
  bool zero = false;       ///< --exit-zero
  bool terraform = false;  ///< --exit-profile terraform
};

/// Of a plan, drift or apply that ran to its end, by the precedence of the contract.
Exit exit_code(const Plan&, const ExitPolicy&);

/// Other outcomes under the profile in force: terraform knows 0, 1 and 2 only.
int number(Exit, const ExitPolicy&);

}  // namespace jada
