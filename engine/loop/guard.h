// Limits on what one plan may do, and the counted overrides that let it pass.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/loop/desired.h"
#include "engine/loop/plan.h"

namespace jada {

/// How `blocked_by` begins when protection or a missing allowance holds a change: both make the exit code 4.
inline constexpr std::string_view kHeldByProtection = "protect = true";
inline constexpr std::string_view kHeldAsForeign = "never recorded as ours";

/// `--allow 'delete:roster.crew<=40'`: up to 40 deletes on addresses matching the glob, in this run only.
struct Allowance {
  std::string text;
  Action action = Action::remove;
  std::string glob;
  std::size_t most = 0;
};

/// invalid: not of that form.
Result<Allowance> parse_allowance(std::string_view);

/// Holds back deletes of what we never made (unless allowed), then counts deletes and updates of each resource against
/// the limits. Verdicts go to plan.guards; a refused one refuses the whole plan, a `not_ours` one only its changes.
Result<Done> guard(Plan&, const Desired&, std::span<const Allowance>, const StateView&);

/// The plan as a whole, not only the changes it concerns.
bool refuses_all(const GuardVerdict&);
/// Some limit refuses the plan as a whole.
bool is_refused(const Plan&);

}  // namespace jada
