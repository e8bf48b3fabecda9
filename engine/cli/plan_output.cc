#include "engine/cli/plan_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/base/text.h"
#include "engine/host/atomic_file.h"

namespace jada {
namespace {

Result<ReportRequest> read_report(const std::string& text) {
  const auto equals = text.find('=');
  const std::string name = text.substr(0, equals);
  std::vector<std::string_view> names;
  for (const ReportKind& kind : report_kinds()) {
    names.push_back(kind.name);
    if (kind.name == name && equals != std::string::npos && equals + 1 < text.size())
      return ReportRequest{&kind, text.substr(equals + 1)};
  }
  std::string message = "--report takes KIND=PATH, not `" + text + "`; kinds are";
  for (const std::string_view known : names) message += " " + std::string(known);
  if (const auto meant = nearest(name, names); meant && *meant != name) message += ": did you mean `" + *meant + "`?";
  return Error{Code::invalid, std::move(message)};
}

Result<Duration> read_duration(std::string_view flag, const std::string& text) {
  const auto length = parse_duration(text);
  if (!length) return within(std::string(flag), length.error());
  return *length;
}

Result<Done> read_allowances(const Options& options, PlanFlags& flags) {
  for (const std::string& text : options.allow) {
    auto allowance = parse_allowance(text);
    if (!allowance) return within("--allow", allowance.error());
    flags.request.allowed.push_back(std::move(*allowance));
  }
  if (!options.allow.empty() && options.message.empty()) {
    return Error{Code::invalid, "--allow needs a reason, which is kept in the state: add -m 'why'"};
  }
  return Done{};
}

Result<Done> check_glob(const std::string& glob, const Desired& desired) {
  std::vector<std::string> known;
  for (const Declared& declared : desired.resources) known.push_back(to_string(declared.address));
  if (std::any_of(known.begin(), known.end(), [&](const std::string& address) { return glob_matches(glob, address); }))
    return Done{};
  const std::vector<std::string_view> names(known.begin(), known.end());
  std::string message = "`" + glob + "` matches no declared resource";
  if (const auto meant = nearest(glob, names)) message += ": did you mean `" + *meant + "`?";
  if (glob.find('/') != std::string::npos) message += " (scopes are resources, not items)";
  return Error{Code::invalid, std::move(message)};
}

int write_out(const Plan& plan, const Options& options) {
  if (options.out.empty()) return 0;
  const auto written = write_file(options.out, json_report(plan), Existing::replace);
  if (!written) return report_error("the plan could not be saved: " + written.error().message, Exit::failed_unchanged);
  if (!options.quiet)
    fmt::print(stderr, "Saved: apply exactly this with `jada-reconcile apply {}` until {}.\n", options.out,
               to_string(plan.expires_at));
  return 0;
}

int write_reports(const Plan& plan, const std::vector<ReportRequest>& reports) {
  int code = 0;
  for (const ReportRequest& report : reports) {
    const auto written = write_file(report.path, report.kind->render(plan), Existing::replace);
    if (!written)
      code = report_error(
          fmt::format("the {} report could not be written: {}", report.kind->name, written.error().message),
          Exit::failed_unchanged);
  }
  return code;
}

int show_plan(const Plan& plan, const Options& options) {
  if (options.json) return print(json_report(plan));
  const bool failed = std::any_of(plan.diagnostics.begin(), plan.diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Diagnostic::Severity::error;
  });
  if (!options.quiet || failed) show(plan.diagnostics);
  if (failed) return 0;
  const TextStyle style{.color = use_color(options), .verbose = options.verbose, .width = terminal_width()};
  return print(exact_commands(text_report(plan, style), options));
}

}  // namespace

Result<PlanFlags> read_plan_flags(const Options& options, std::string mode) {
  PlanFlags flags;
  flags.request.mode = std::move(mode);
  flags.request.tool_version = Wire::version();
  flags.request.observe.scope = {options.select, options.exclude};
  flags.request.observe.stored_only = options.no_observe;
  flags.policy = {options.detailed_exitcode, options.exit_zero, options.exit_profile == "terraform"};
  if (!options.max_age.empty()) {
    const auto age = read_duration("--max-age", options.max_age);
    if (!age) return age.error();
    flags.request.observe.max_age = *age;
  }
  const auto patience = read_duration("--lock-timeout", options.lock_timeout);
  if (!patience) return patience.error();
  flags.lock_timeout = *patience;
  for (const std::string& text : options.reports) {
    auto report = read_report(text);
    if (!report) return report.error();
    flags.reports.push_back(std::move(*report));
  }
  if (auto done = read_allowances(options, flags); !done) return done.error();
  return flags;
}

Result<Done> complete(PlanFlags& flags, const Options& options, const Desired& desired) {
  for (const auto* globs : {&options.select, &options.exclude}) {
    for (const std::string& glob : *globs) {
      if (auto done = check_glob(glob, desired); !done) return done;
    }
  }
  flags.request.observe.parallelism =
      options.parallelism != 0 ? options.parallelism : desired.controller.max_concurrent;
  return Done{};
}

void hide_quiet_implied(Plan& plan, const Desired& desired) {
  std::set<Address> quiet;
  for (const Standing& standing : plan.standings) {
    const Declared* declared = desired.find(standing.address);
    if (declared != nullptr && declared->is_implied() && standing.condition == Condition::ready)
      quiet.insert(standing.address);
  }
  std::erase_if(plan.standings, [&](const Standing& standing) { return quiet.contains(standing.address); });
  std::erase_if(plan.observations, [&](const Observation& look) { return quiet.contains(look.address.resource()); });
}

int deliver(const Plan& plan, const PlanFlags& flags, const Options& options) {
  // Reports first: a pipe that closes early on the screen must not cost CI its files.
  const int reported = write_reports(plan, flags.reports);
  const int saved = write_out(plan, options);
  const int shown = show_plan(plan, options);
  const int trouble = std::max({reported, saved, shown});
  // By the precedence of the contract: something that could not be written is a failure (1), below 64, 65, 70 and 7.
  const bool worse = plan.exit_code >= 64 || plan.exit_code == static_cast<int>(Exit::failed_changed);
  return trouble == 0 || worse ? plan.exit_code : trouble;
}

int deliver_failure(const PlanFlags& flags, const Options& options, const Wire& wire,
                    std::vector<Diagnostic> diagnostics, Exit code) {
  Plan plan{.mode = flags.request.mode, .tool_version = flags.request.tool_version};
  plan.created_at = wire.clock().now();
  plan.expires_at = plan.created_at;
  plan.desired_path = options.file;
  plan.scope = flags.request.observe.scope;
  plan.diagnostics = std::move(diagnostics);
  plan.exit_code = number(code, flags.policy);
  Options without_out = options;
  without_out.out.clear();
  return deliver(plan, flags, without_out);
}

int deliver_failure(const PlanFlags& flags, const Options& options, const Wire& wire, const Error& error, Exit code) {
  const std::string internal = error.code == Code::internal ? "internal: " : "";
  return deliver_failure(flags, options, wire, {Diagnostic{.message = internal + error.message}},
                         error.code == Code::internal ? Exit::bug : code);
}

}  // namespace jada
