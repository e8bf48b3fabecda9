#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/plan_output.h"
#include "engine/host/stop_signals.h"
#include "engine/loop/pass.h"

namespace jada {
namespace {

constexpr const char* kDeclined = "declined: nothing was changed";

// One apply, from the file to the closing line.
class Apply {
 public:
  Apply(const Options& options, Wire& wire, PlanFlags flags, World world)
      : options_(options), wire_(wire), flags_(std::move(flags)), world_(std::move(world)), ports_(wire.ports(world_)) {
    run_ = begin_run(options.once ? "run" : "apply", wire_.node(), wire_.clock().now());
    run_.message = options_.message;
  }

  int run() {
    if (!options_.words.empty()) return from_file(options_.words.front());
    return options_.yes ? converge() : after_asking();
  }

 private:
  int fail(const Error& error, Exit code) { return deliver_failure(flags_, options_, wire_, error, code); }

  int from_file(const std::string& path) {
    const auto text = wire_.files().read(path, 512u << 20);
    if (!text) return fail(text.error(), Exit::failed_unchanged);
    auto approval = read_approval(*text);
    if (!approval) return fail({Code::invalid, path + " " + approval.error().message}, Exit::failed_unchanged);
    const auto identity = world_.store->identity();
    if (!identity) return fail(identity.error(), Exit::failed_unchanged);
    const auto fits = check_approval(*approval, *identity, wire_.clock().now());
    if (!fits) return fail({Code::conflict, path + ": " + fits.error().message}, Exit::stale);
    if (!options_.yes && !approval->changes.empty()) {
      if (!ask(fmt::format("Apply {} from {}?", counted(approval->changes.size(), "change"), path)))
        return or_signal(fail({Code::invalid, kDeclined}, Exit::declined));
    }
    flags_.request.approved = std::move(*approval);
    return converge();
  }

  // The lock is not held while a person thinks: what was shown is approved, and checked again under the lock.
  int after_asking() {
    auto shown = make_plan(world_.desired, flags_.request, ports_);
    if (!shown) return fail(shown.error(), Exit::failed_unchanged);
    Plan& plan = shown->plan;
    const bool anything = std::any_of(plan.changes.begin(), plan.changes.end(), acts);
    flags_.request.approved = approval_of(plan);  // also of nothing: what turns up meanwhile was shown to nobody
    if (!anything || is_refused(plan)) return converge();
    if (!options_.json)
      print(text_report(plan, {.color = use_color(options_), .verbose = options_.verbose, .width = terminal_width()}));
    if (!ask("Apply these changes?")) return declined(std::move(plan));
    return converge();
  }

  int declined(Plan shown) {
    shown.diagnostics.push_back({.message = kDeclined});
    shown.exit_code = number(Exit::declined, flags_.policy);
    return or_signal(deliver(shown, flags_, options_));
  }

  static int or_signal(int code) { return stop_signal() == 0 ? code : 128 + stop_signal(); }

  int converge() {
    auto lease = Lease::acquire_within(
        flags_.lock_timeout, *world_.store, wire_.clock(), wire_.node(),
        {.run_id = run_.id, .verb = run_.verb, .version = std::string(Wire::version())},
        [&](const std::string& holder) {
          tell(options_, holder + ". Waiting up to " + about(flags_.lock_timeout) + ".");
        },
        [](Duration pause) {
          std::this_thread::sleep_for(pause);
          return stop_signal() == 0;
        });
    if (!lease) return or_signal(not_locked(lease.error()));
    std::optional<Lease> held(std::move(*lease));
    auto decision = make_plan(world_.desired, flags_.request, ports_);
    if (!decision) return fail(decision.error(), Exit::failed_unchanged);
    if (!decision->stale.empty()) return stale(decision->stale);
    auto done = carry_out(*decision, world_.desired, flags_.request, std::move(world_.compiled), run_, *held,
                          flags_.policy, ports_);
    held.reset();  // others need not wait for jobs, deliveries, or a slow reader of our report
    if (done) done = finish_pass(*decision, world_.desired, flags_.request, run_, ports_);
    if (done) done = recount(decision->plan, run_, flags_.policy, *world_.store);
    hide_quiet_implied(decision->plan, world_.desired);
    return done ? finish(decision->plan) : broken_off(decision->plan, done.error());
  }

  int not_locked(const Error& error) {
    if (error.code != Code::conflict) return fail(error, Exit::failed_unchanged);
    return fail({Code::conflict, error.message + ". Look: `jada-reconcile lock status`; only if its holder is gone: "
                                                 "`jada-reconcile lock break --if-stale`"},
                Exit::locked);
  }

  int stale(const std::vector<std::string>& reasons) {
    std::vector<Diagnostic> diagnostics;
    for (const std::string& reason : reasons) diagnostics.push_back({.message = "the plan is stale: " + reason});
    diagnostics.push_back({.severity = Diagnostic::Severity::note,
                           .message = "nothing was changed; plan again with `jada-reconcile plan`"});
    return deliver_failure(flags_, options_, wire_, std::move(diagnostics), Exit::stale);
  }

  int finish(const Plan& plan) {
    const int code = deliver(plan, flags_, options_);
    if (stop_signal() == 0) return code;
    std::fprintf(stderr, "Stopped: %zu done, %zu not tried. Go on with `jada-reconcile apply`.\n", run_.succeeded,
                 run_.skipped);
    return 128 + stop_signal();
  }

  int broken_off(Plan& plan, const Error& error) {
    const bool changed = std::any_of(plan.applied.begin(), plan.applied.end(),
                                     [](const Applied& applied) { return applied.fate == Applied::Fate::done; });
    plan.diagnostics.push_back({.message = "the state could not be written: " + error.message});
    plan.diagnostics.push_back(
        {.severity = Diagnostic::Severity::note,
         .message = changed ? "some changes were made and are not recorded; the next apply finds and records them"
                            : "nothing was recorded; the next apply looks again"});
    plan.exit_code = number(changed ? Exit::failed_changed : Exit::failed_unchanged, flags_.policy);
    return deliver(plan, flags_, options_);
  }

  const Options& options_;
  Wire& wire_;
  PlanFlags flags_;
  World world_;
  CyclePorts ports_;
  Run run_{};
};

}  // namespace

int run_apply(const Options& options, Wire& wire) {
  auto flags = read_plan_flags(options, "apply");
  if (!flags) return report_error(flags.error().message, Exit::usage);
  const auto misused = [&](std::string why) {
    return deliver_failure(*flags, options, wire, Error{Code::invalid, std::move(why)}, Exit::usage);
  };
  if (options.words.size() > 1) return misused("apply takes one plan file at most");
  if (!options.yes && !may_ask(options)) return misused("there is nobody to ask: add --yes to apply without asking");
  auto world = wire.open_to_act();
  if (!world) return deliver_failure(*flags, options, wire, world.error(), Exit::failed_unchanged);
  if (!world->desired.valid()) return deliver_failure(*flags, options, wire, world->desired.faults, Exit::invalid);
  if (const auto done = complete(*flags, options, world->desired); !done) return misused(done.error().message);
  return Apply(options, wire, std::move(*flags), std::move(*world)).run();
}

}  // namespace jada
