#include "engine/report/findings.h"

#include <algorithm>
#include <array>
#include <set>

#include "engine/base/text.h"
#include "engine/report/wording.h"

namespace jada {
namespace {

constexpr std::array kRules = {
    Rule{"JADA-BOTH", "the file and the world both moved",
         "The field was edited in desired.toml and changed in the world since the last apply. "
         "Compare the two values, settle on one in desired.toml, then run apply."},
    Rule{"JADA-DRIFT", "the world moved away from what was applied",
         "Somebody or something changed the observed value since the last apply. Run apply to put the desired value "
         "back, or change desired.toml to keep the new one."},
    Rule{"JADA-FAILED", "a change could not be carried out",
         "Apply tried and did not succeed. The message says what answered; run apply again once it is mended."},
    Rule{"JADA-CONFIG", "desired.toml is not valid",
         "Nothing is planned or changed while the file has errors. Mend the marked place and run validate."},
    Rule{"JADA-GUARD", "a limit holds the plan back",
         "The plan goes past a limit of [guard]. If that is meant, repeat it with the --allow expression shown and a "
         "reason (-m); otherwise look for what was lost from desired.toml."},
    Rule{"JADA-UNKNOWN", "a replica could not be observed",
         "Nothing is concluded about this replica and nothing is done to it. Make it reachable and run plan again."},
    Rule{"JADA-UNMANAGED", "it exists and is not declared",
         "The world holds an item that desired.toml does not declare. Declare it, remove it there, or set on_extra."},
    Rule{"JADA-EXPIRY", "its time has come",
         "Nothing was edited and nobody touched it, but it has left the window in which it is fresh. Run apply."},
    Rule{"JADA-BLOCKED", "nothing can be done for it now",
         "Something it depends on is not usable, so no change is tried. The message names what to mend first."},
    Rule{"JADA-EDIT", "the file moved and was not applied yet",
         "desired.toml asks for something that was never applied. Run apply."},
    Rule{"JADA-SCHEDULE", "a slot is due", "A scheduled run is due and will start with the next apply or pass."},
    Rule{"JADA-SUSPENDED", "acting on it is suspended",
         "It is observed but not acted on until the suspension ends; resume ends it at once."},
};

bool equal(const Edit& a, const Edit& b) {
  return a.path == b.path && a.op == b.op && a.cause == b.cause && a.before == b.before && a.after == b.after;
}

bool same_fate(const Applied* a, const Applied* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->fate == b->fate && a->error == b->error;
}

bool same_edits(const std::vector<Edit>& a, const std::vector<Edit>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), equal);
}

// It is to be made or to go: there are no two sides whose fields could be told apart.
bool is_whole(const Change& change) { return !change.seen || !change.wanted; }

// Told apart only by the replica it stands in.
bool folds(const Finding& into, const Finding& next) {
  const Change& a = *into.change;
  const Change& b = *next.change;
  return !into.replicas.empty() && !next.replicas.empty() && a.action == b.action && a.cause == b.cause &&
         a.reason == b.reason && a.detail == b.detail && a.blocked_by == b.blocked_by && a.source == b.source &&
         same_fate(into.applied, next.applied) && a.wanted == b.wanted && is_whole(a) == is_whole(b) &&
         (is_whole(a) ? a.seen == b.seen : same_edits(a.edits, b.edits));
}

Finding finding_of(const Change& change, const Applied* applied) {
  Finding finding{.rule = rule_of(change.cause.value_or(Cause::edit)), .severity = severity_of(change)};
  finding.address = change.address;
  finding.address.replica.clear();
  if (!change.address.replica.empty()) finding.replicas.push_back(change.address.replica);
  finding.source = change.source;
  finding.change = &change;
  finding.applied = applied;
  finding.first_seen = change.first_seen;
  if (finding.failed()) {
    finding.rule = "JADA-FAILED";
    finding.severity = Severity::error;
  }
  return finding;
}

void merge(Finding& into, Finding next) {
  into.replicas.push_back(std::move(next.replicas.front()));
  const bool earlier = next.first_seen && (!into.first_seen || *next.first_seen < *into.first_seen);
  if (earlier) into.first_seen = next.first_seen;
}

std::vector<Finding> of_changes(const Plan& plan) {
  std::vector<Finding> found;
  std::size_t same_item = 0;  // where the findings of the item at hand begin: its replicas are neighbours
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    const Change& change = plan.changes[i];
    if (plan.mode == "drift" && !is_drift(change)) continue;
    Finding next = finding_of(change, i < plan.applied.size() ? &plan.applied[i] : nullptr);
    if (same_item < found.size() && found[same_item].address != next.address) same_item = found.size();
    const auto begin = found.begin() + static_cast<std::ptrdiff_t>(same_item);
    const auto into = std::find_if(begin, found.end(), [&](const Finding& f) { return folds(f, next); });
    if (into != found.end()) {
      merge(*into, std::move(next));
    } else {
      found.push_back(std::move(next));
    }
  }
  for (Finding& finding : found) finding.message = what_text(finding);
  return found;
}

using Standings = std::map<Address, const Standing*>;

Position source_of(const Standings& standings, const Address& address) {
  const auto found = standings.find(address.resource());
  return found == standings.end() ? Position{} : found->second->source;
}

std::set<Address> resources_of(const std::vector<Finding>& found, bool (*wanted)(const Finding&)) {
  std::set<Address> resources;
  for (const Finding& finding : found) {
    if (wanted(finding)) resources.insert(finding.address.resource());
  }
  return resources;
}

bool says_what_holds(const Finding& finding) {
  const bool held = finding.change != nullptr && !finding.change->blocked_by.empty();
  const bool refused = finding.rule == "JADA-GUARD" && finding.severity == Severity::error;
  return held || refused;
}

bool is_suspended(const Standing& standing) { return standing.suspended || standing.condition == Condition::suspended; }

std::optional<Finding> of_standing(const Standing& standing) {
  Finding finding{.address = standing.address, .source = standing.source};
  finding.message = clean(standing.message.empty() ? standing.reason : standing.message);
  if (is_suspended(standing)) {
    finding.rule = "JADA-SUSPENDED";
  } else if (standing.condition == Condition::blocked) {
    finding.rule = "JADA-BLOCKED";
    finding.severity = Severity::warning;
  } else if (standing.condition == Condition::failing) {
    finding.rule = "JADA-FAILED";
    finding.severity = Severity::error;
  } else {
    return std::nullopt;
  }
  return finding;
}

Finding of_diagnostic(const Diagnostic& diagnostic) {
  Finding finding{.rule = "JADA-CONFIG", .source = diagnostic.at};
  if (diagnostic.severity == Diagnostic::Severity::error) finding.severity = Severity::error;
  if (diagnostic.severity == Diagnostic::Severity::warning) finding.severity = Severity::warning;
  finding.message = clean(diagnostic.message);
  if (!diagnostic.hint.empty()) finding.message += " (" + clean(diagnostic.hint) + ")";
  return finding;
}

void add_observations(const Plan& plan, const Standings& standings, std::vector<Finding>& found) {
  for (const Observation& look : plan.observations) {
    if (look.ok) continue;
    Finding finding{.rule = "JADA-UNKNOWN", .severity = Severity::error, .address = look.address.resource()};
    if (!look.address.replica.empty()) finding.replicas.push_back(look.address.replica);
    finding.source = source_of(standings, look.address);
    finding.message = unknown_text(plan, look);
    found.push_back(std::move(finding));
  }
}

void add_guards(const Plan& plan, const Standings& standings, std::vector<Finding>& found) {
  if (plan.mode == "drift") return;
  for (const GuardVerdict& guard : plan.guards) {
    found.push_back({.rule = "JADA-GUARD",
                     .severity = guard.refused ? Severity::error : Severity::note,
                     .address = guard.address,
                     .source = source_of(standings, guard.address),
                     .message = guard.name + ": " + guard_text(guard)});
  }
}

void add_standings(const Plan& plan, std::vector<Finding>& found) {
  const auto held = resources_of(found, says_what_holds);
  const auto failed = resources_of(found, [](const Finding& finding) { return finding.failed(); });
  for (const Standing& standing : plan.standings) {
    auto finding = of_standing(standing);
    if (!finding) continue;
    // Drift is about the world: that nothing can be done for it, or could not be done, is another question.
    const bool is_suspension = finding->rule == "JADA-SUSPENDED";
    if (plan.mode == "drift" && !is_suspension) continue;
    // Said already: by the change or by the guard.
    if (finding->rule == "JADA-BLOCKED" && held.contains(standing.address)) continue;
    if (finding->rule == "JADA-FAILED" && failed.contains(standing.address)) continue;
    found.push_back(std::move(*finding));
  }
}

// Somebody knows and said until when: it stays in sight, but alarms nobody.
void suspend(Finding& finding, const Standing& standing) {
  if (!is_suspended(standing)) return;
  finding.suspension = suspension_text(standing);
  finding.severity = Severity::note;
  if (finding.rule == "JADA-SUSPENDED") finding.message = *finding.suspension;
}

}  // namespace

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::note: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "";
}

Severity severity_of(const Change& change) {
  switch (change.cause.value_or(Cause::edit)) {
    case Cause::drift:
    case Cause::both: return Severity::error;
    case Cause::edit:
    case Cause::expiry:
    case Cause::unmanaged: return Severity::warning;
    case Cause::schedule: return Severity::note;
  }
  return Severity::note;
}

std::span<const Rule> rules() { return kRules; }

std::string_view rule_of(Cause cause) {
  switch (cause) {
    case Cause::edit: return "JADA-EDIT";
    case Cause::drift: return "JADA-DRIFT";
    case Cause::both: return "JADA-BOTH";
    case Cause::expiry: return "JADA-EXPIRY";
    case Cause::schedule: return "JADA-SCHEDULE";
    case Cause::unmanaged: return "JADA-UNMANAGED";
  }
  return "";
}

bool Finding::failed() const {
  return applied != nullptr && (applied->fate == Applied::Fate::failed || applied->fate == Applied::Fate::conflict);
}

std::vector<Edit> fields_of(const Finding& finding) {
  return finding.change == nullptr ? std::vector<Edit>{} : fields_of(*finding.change);
}

std::vector<Finding> findings(const Plan& plan) {
  Standings standings;
  for (const Standing& standing : plan.standings) standings[standing.address] = &standing;

  std::vector<Finding> found = of_changes(plan);
  add_observations(plan, standings, found);
  add_guards(plan, standings, found);
  add_standings(plan, found);
  for (const Diagnostic& diagnostic : plan.diagnostics) found.push_back(of_diagnostic(diagnostic));
  for (Finding& finding : found) {
    const auto standing = standings.find(finding.address.resource());
    if (standing != standings.end()) suspend(finding, *standing->second);
  }
  return found;
}

std::vector<Finding> worst_first(std::vector<Finding> found) {
  std::stable_sort(found.begin(), found.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return found;
}

std::map<Address, std::vector<const Finding*>> by_resource(const std::vector<Finding>& found) {
  std::map<Address, std::vector<const Finding*>> grouped;
  for (const Finding& finding : found) grouped[finding.address.resource()].push_back(&finding);
  return grouped;
}

}  // namespace jada
