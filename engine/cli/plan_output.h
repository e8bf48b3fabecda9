// What plan, drift and apply have in common around the loop: their flags read, their results shown and written.
#pragma once

#include <string>
#include <vector>

#include "engine/cli/options.h"
#include "engine/cli/wire.h"
#include "engine/loop/decide.h"
#include "engine/loop/exit_code.h"
#include "engine/report/report.h"

namespace jada {

/// One --report.
struct ReportRequest {
  const ReportKind* kind;
  std::string path;
};

struct PlanFlags {
  PlanRequest request{};
  ExitPolicy policy{};
  Duration lock_timeout{};
  std::vector<ReportRequest> reports{};
};

/// invalid: a flag's value makes no sense.
Result<PlanFlags> read_plan_flags(const Options&, std::string mode);

/// Takes what was left to the file: parallelism. invalid: a --select or --exclude that matches no declared resource,
/// which would pass for "nothing to do".
Result<Done> complete(PlanFlags&, const Options&, const Desired&);

/// Rules that stand though nobody declared them are shown when they have something to say.
void hide_quiet_implied(Plan&, const Desired&);

/// Shows the plan (text or JSON), writes the reports and --out; returns the plan's exit code, or 1 when something could
/// not be written.
int deliver(const Plan&, const PlanFlags&, const Options&);

/// A plan that holds nothing but what went wrong, delivered like any other: CI gets its reports also then.
int deliver_failure(const PlanFlags&, const Options&, const Wire&, std::vector<Diagnostic>, Exit);
int deliver_failure(const PlanFlags&, const Options&, const Wire&, const Error&, Exit);

}  // namespace jada
