#include <fmt/format.h>

#include <array>

#include "engine/base/text.h"
#include "resources/alert/alert.h"

namespace jada {
namespace {

using When = Alert::When;

struct Key {
  When when = When::failures;
  const char* key = "";
};
constexpr std::array kConditions{Key{When::failures, "consecutive_failures"}, Key{When::stale, "stale_for"},
                                 Key{When::expiring, "expires_within"}, Key{When::drifted, "drifted_for"},
                                 Key{When::sql, "sql"}};

std::string all_conditions() {
  std::vector<std::string> names;
  for (const Key& one : kConditions) names.push_back(fmt::format("`{}`", one.key));
  return join(names, ", ");
}

void choose_condition(Reader& in, Alert::Spec& spec) {
  std::vector<Key> chosen;
  for (const Key& one : kConditions) {
    if (in.has(one.key)) chosen.push_back(one);
  }
  if (chosen.empty()) return in.fault("", "needs a condition", "one of " + all_conditions());
  spec.when = chosen.front().when;
  for (std::size_t i = 1; i < chosen.size(); ++i) {
    in.fault(chosen[i].key, fmt::format("`{}` is a second condition beside `{}`", chosen[i].key, chosen.front().key),
             "declare a rule for each");
  }
}

std::optional<Duration> read_length(Reader& in, const char* key, const char* doc) {
  const Duration length = in.duration(key, doc, Duration(in.has(key) ? 1 : 0));  // what is none has its fault
  if (!in.has(key)) return std::nullopt;
  if (length <= Duration(0)) in.fault(key, fmt::format("`{}` is no length of time", key), "for example \"45m\"");
  return length;
}

void read_condition(Reader& in, Alert::Spec& spec) {
  spec.failures = static_cast<int>(
      in.integer("consecutive_failures", "condition: so many failures in a row", spec.failures, 1, 1'000'000));
  const auto stale = read_length(in, "stale_for", "condition: no success for longer than that");
  const auto expiring = read_length(in, "expires_within", "condition: known to end for good sooner than that");
  const auto drifted = read_length(in, "drifted_for", "condition: changed outside for longer than that");
  spec.sql =
      in.text("sql", "condition: a query of the state; each row is a subject, named by its column `subject`", "");
  choose_condition(in, spec);
  if (spec.when == When::sql && in.has("sql") && spec.sql.empty()) in.fault("sql", "`sql` is empty");
  if (spec.when == When::stale) spec.length = stale;
  if (spec.when == When::expiring) spec.length = expiring;
  if (spec.when == When::drifted) spec.length = drifted;
}

void read_watch(Reader& in, Alert::Spec& spec) {
  auto globs = in.texts("watch", "address globs of what is watched; all when absent");
  if (!in.has("watch")) return;
  if (in.is_empty("watch"))
    in.fault("watch", "`watch` is empty: nothing would be watched", "leave it out to watch all");
  if (spec.when == When::sql) in.fault("watch", "`watch` means nothing beside `sql`", "the query chooses the subjects");
  spec.watch = std::move(globs);
}

void read_escalation(Reader& in, Alert::Spec& spec) {
  const bool is_declared = in.has("escalate");
  Reader escalate = in.table("escalate", "who else is told when nobody looks after it");
  const Duration after = escalate.duration("after", "how long it fires first", Duration(0));
  spec.escalate_to = escalate.addresses("notify", "channels", {"channel"});
  if (!is_declared) return;
  spec.timing.escalate_after = after;
  if (!escalate.has("after")) escalate.fault("after", "`escalate.after` is missing", "for example \"30m\"");
  if (escalate.is_empty("notify")) escalate.fault("notify", "`escalate.notify` is missing", "[\"channel.NAME\"]");
}

}  // namespace

Alert::Spec Alert::parse(Reader& in) {
  Spec spec{.address = in.address()};
  read_condition(in, spec);
  read_watch(in, spec);
  spec.is_permanent_now = in.choice("permanent", "now: what waiting will not mend waits for no count; wait: it does",
                                    {"now", "wait"}, 0) == 0;
  spec.timing.hold = in.duration("for", "true for so long before it fires", spec.timing.hold);
  spec.timing.repeat = in.duration("repeat", "told again after so long; \"0s\": never", spec.timing.repeat);
  spec.severity = static_cast<Notice::Severity>(
      in.choice("severity", "how bad it is", {"info", "warning", "error", "critical"}, 2));
  spec.notify = in.addresses("notify", "channels that are told", {"channel"});
  read_escalation(in, spec);
  return spec;
}

}  // namespace jada
