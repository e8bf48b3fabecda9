#include <algorithm>

#include "engine/cli/commands.h"
#include "engine/cli/plan_output.h"
#include "engine/host/stop_signals.h"

namespace jada {
namespace {

// Looking must work where the state cannot be written; what is then lost is the memory of this look, and that is said.
void keep(const Decision& decision, World& world, Run& run, const Options& options, const CyclePorts& ports) {
  if (!world.remembers) return;
  const auto kept = remember(decision, world.desired, std::move(world.compiled), run, ports);
  if (!kept) tell(options, "this look was not recorded: " + kept.error().message);
}

int look(const Options& options, Wire& wire, const char* mode) {
  auto flags = read_plan_flags(options, mode);
  if (!flags) return report_error(flags.error().message, Exit::usage);
  const auto misused = [&](std::string why) {
    return deliver_failure(*flags, options, wire, Error{Code::invalid, std::move(why)}, Exit::usage);
  };
  if (!options.words.empty())
    return misused("`" + std::string(mode) + "` takes no address: use --select '" + options.words.front() + "'");
  auto world = wire.open_to_look();
  if (!world) return deliver_failure(*flags, options, wire, world.error(), Exit::failed_unchanged);
  if (!world->desired.valid()) return deliver_failure(*flags, options, wire, world->desired.faults, Exit::invalid);

  if (const auto done = complete(*flags, options, world->desired); !done) return misused(done.error().message);
  Run run = begin_run(mode, wire.node(), wire.clock().now());
  run.message = options.message;
  const CyclePorts ports = wire.ports(*world);
  auto decision = make_plan(world->desired, flags->request, ports);
  if (!decision) return deliver_failure(*flags, options, wire, decision.error(), Exit::failed_unchanged);
  Plan& plan = decision->plan;
  if (flags->request.mode == "drift" && plan.state.path.empty()) {
    const bool drifted = std::any_of(plan.changes.begin(), plan.changes.end(), is_drift);
    const std::string known =
        drifted ? "only what needs no memory is known to have drifted" : "nothing is known to have drifted";
    plan.diagnostics.push_back({.severity = Diagnostic::Severity::warning,
                                .message = "there is no state at " + world->state_path + " yet, so " + known +
                                           ": run `jada-reconcile apply`, or name the state with --state"});
  }
  plan.exit_code = number(exit_code(plan, flags->policy), flags->policy);
  if (stop_signal() != 0) return 128 + stop_signal();  // half a look is neither kept nor shown
  keep(*decision, *world, run, options, ports);
  if (flags->request.mode == "drift") keep_drift(plan);
  hide_quiet_implied(plan, world->desired);
  return deliver(plan, *flags, options);
}

}  // namespace

int run_plan(const Options& options, Wire& wire) { return look(options, wire, "plan"); }

int run_drift(const Options& options, Wire& wire) {
  const int code = look(options, wire, "drift");
  if (options.exit_zero) tell(options, "--exit-zero: drift does not show in the exit code");
  return code;
}

}  // namespace jada
