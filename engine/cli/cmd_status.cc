#include <fmt/format.h>

#include <map>

#include "engine/base/text.h"
#include "engine/cli/alert_list.h"
#include "engine/cli/commands.h"
#include "engine/cli/standing_view.h"
#include "engine/cli/table.h"
#include "resources/alert/entry.h"

namespace jada {
namespace {

// Of the Monitoring Plugins guidelines: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
int severity(const std::string& condition) {
  if (condition == "Ready") return 0;
  if (condition == "Pending" || condition == "Suspended") return 1;
  if (condition == "Unknown" || condition.empty()) return 3;
  return 2;
}

int worst_of(const std::vector<Remembered>& all) {
  // CRITICAL outranks UNKNOWN: what is proven wrong comes before what could not be seen.
  const auto rank = [](int code) { return code == 2 ? 3 : code == 3 ? 2 : code; };
  int worst = 0;
  for (const Remembered& one : all) {
    if (rank(severity(one.condition)) > rank(worst)) worst = severity(one.condition);
  }
  return worst;
}

int check(const std::vector<Remembered>& all) {
  static constexpr const char* kWords[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  if (all.empty()) {
    print("JADA UNKNOWN - nothing was observed yet: run `jada-reconcile apply`\n");
    return 3;
  }
  const int worst = worst_of(all);
  std::vector<std::string> troubled;
  for (const Remembered& one : all) {
    if (severity(one.condition) != 0)
      troubled.push_back(to_string(one.record.address) + " " + one.condition + " (" + one.message + ")");
  }
  const std::string what = troubled.empty() ? "all in step" : printable(join(troubled, ", "));
  print(fmt::format("JADA {} - {}: {} | resources={} troubled={}\n", kWords[worst], counted(all.size(), "resource"),
                    what, all.size(), troubled.size()));
  return worst;
}

// `refresh in 20m`, `refresh now`.
std::string next_of(const Remembered& one, Time now) {
  const auto until = parse_time(one.suspended_until);
  const auto next = until ? std::optional<Time>(*until) : one.due_at;
  if (!next || (one.condition == "Suspended" && !until)) return "-";
  const std::string what = until || one.due_reason.empty() ? "" : one.due_reason + " ";
  return what + (*next > now ? "in " + about(*next - now) : "now");
}

std::string screen(const std::vector<Remembered>& all, Time now) {
  std::vector<std::vector<std::string>> rows{{"RESOURCE", "CONDITION", "OBSERVED", "APPLIED", "NEXT", "MESSAGE"}};
  std::map<std::string, std::size_t> counts;
  for (const Remembered& one : all) {
    const std::string until = one.suspended_until.empty() ? "" : " (until " + one.suspended_until + ")";
    rows.push_back({to_string(one.record.address), one.condition.empty() ? "-" : one.condition,
                    ago(one.record.observed_at, now), ago(one.record.applied_at, now), next_of(one, now),
                    one.message + until});
    ++counts[one.condition];
  }
  std::string closing;
  for (const auto& [condition, count] : counts)
    closing += fmt::format("{}{} {}", closing.empty() ? "" : ", ", count, condition);
  return aligned(rows, terminal_width()) + "\n" + counted(all.size(), "resource") + ": " + closing + ".\n";
}

// Those that somebody is, or was, told of.
Result<std::vector<AlertRecord>> open_alerts(const StateView& state) {
  constexpr int kSinceSchema = 4;  // an older state is not migrated by looking at it
  const auto identity = state.identity();
  if (!identity) return identity.error();
  if (identity->schema_version < kSinceSchema) return std::vector<AlertRecord>{};
  auto alerts = state.alerts("");
  if (alerts) {
    std::erase_if(*alerts, [](const AlertRecord& alert) { return !is_open(state_of(alert)); });
  }
  return alerts;
}

std::string alert_lines(const std::vector<AlertRecord>& alerts, Time now) {
  if (alerts.empty()) return "";
  std::vector<std::vector<std::string>> rows{{"ALERT", "STATE", "SEVERITY", "SINCE", "SUMMARY"}};
  for (const AlertRecord& alert : alerts)
    rows.push_back({alert.id, alert.state, alert.severity, ago(alert.opened_at, now), alert.summary});
  return "\n" + aligned(rows, terminal_width());
}

}  // namespace

int run_status(const Options& options, Wire& wire) {
  const auto store = wire.open_state(false);
  if (!store && store.error().code != Code::missing) {
    return report_error(store.error().message, options.check ? static_cast<Exit>(3) : Exit::failed_unchanged);
  }
  auto all = store ? remembered(**store, wire.clock().now()) : std::vector<Remembered>{};
  if (!all) return failed(all.error());
  if (options.check) return check(*all);
  const auto alerts = store ? open_alerts(**store) : std::vector<AlertRecord>{};
  if (!alerts) return failed(alerts.error());
  if (options.json) {
    Json resources = Json::array();
    for (const Remembered& one : *all) resources.push_back(to_json(one));
    Json open = Json::array();
    for (const AlertRecord& alert : *alerts) open.push_back(to_json(alert));
    const Json answer{{"state", {{"path", wire.state_path()}}},
                      {"resources", std::move(resources)},
                      {"alerts", std::move(open)},
                      {"exit_code", 0}};
    return print(answer.dump(2) + "\n");
  }
  if (all->empty())
    return print("Nothing was observed yet: `jada-reconcile plan` looks, `jada-reconcile apply` acts.\n");
  return print(screen(*all, wire.clock().now()) + alert_lines(*alerts, wire.clock().now()));
}

}  // namespace jada
