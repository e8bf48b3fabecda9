#include <array>
#include <set>

#include "engine/base/text.h"
#include "engine/report/wording.h"

namespace jada {
namespace {

struct Tense {
  Action action;
  bool always;  // said even when zero
  std::string_view done;
};
constexpr std::array kTenses = {
    Tense{Action::create, true, "created"}, Tense{Action::update, true, "updated"},
    Tense{Action::remove, true, "deleted"}, Tense{Action::refresh, false, "refreshed"},
    Tense{Action::copy, false, "copied"},   Tense{Action::run, false, "run"},
    Tense{Action::raise, false, "raised"},  Tense{Action::resolve, false, "resolved"},
};

std::size_t at(const std::map<std::string, std::size_t>& counts, std::string_view key) {
  const auto found = counts.find(std::string(key));
  return found == counts.end() ? 0 : found->second;
}

std::size_t unknown(const Plan& plan) {
  std::size_t count = 0;
  for (const Observation& look : plan.observations) count += look.ok ? 0 : 1;
  return count;
}

std::size_t errors(const Plan& plan) {
  std::size_t count = 0;
  for (const Diagnostic& it : plan.diagnostics) count += it.severity == Diagnostic::Severity::error ? 1 : 0;
  return count;
}

// `; 3 held, 1 unknown`: only what is there.
class Tail {
 public:
  void add(std::size_t count, std::string_view word) {
    if (count != 0) parts_.push_back(std::to_string(count) + " " + std::string(word));
  }
  std::string text() const { return parts_.empty() ? "." : "; " + join(parts_, ", ") + "."; }

 private:
  std::vector<std::string> parts_;
};

std::string plan_line(const Plan& plan) {
  const Summary summary = summarise(plan);
  std::vector<std::string> parts;
  for (const Tense& tense : kTenses) {
    const std::size_t count = at(summary.by_action, word(tense.action));
    if (tense.always || count != 0) parts.push_back(std::to_string(count) + " to " + std::string(word(tense.action)));
  }
  Tail tail;
  tail.add(summary.held, "held");
  tail.add(summary.reported, "reported");
  tail.add(unknown(plan), "unknown");
  return "Plan: " + join(parts, ", ") + tail.text();
}

std::string applied_line(const Plan& plan) {
  std::map<std::string, std::size_t> done;
  std::map<Applied::Fate, std::size_t> fates;
  for (std::size_t i = 0; i < plan.changes.size() && i < plan.applied.size(); ++i) {
    if (!acts(plan.changes[i])) continue;
    const Applied::Fate fate = plan.applied[i].fate;
    ++fates[fate];
    if (fate == Applied::Fate::done) ++done[std::string(word(*plan.changes[i].action))];
  }
  std::vector<std::string> parts;
  for (const Tense& tense : kTenses) {
    const std::size_t count = at(done, word(tense.action));
    if (tense.always || count != 0) parts.push_back(std::to_string(count) + " " + std::string(tense.done));
  }
  const Summary summary = summarise(plan);
  Tail tail;
  tail.add(fates[Applied::Fate::failed], "failed");
  tail.add(fates[Applied::Fate::conflict], "in conflict");
  tail.add(fates[Applied::Fate::not_tried], "not tried");
  tail.add(summary.held, "held");
  tail.add(summary.reported, "reported");
  tail.add(unknown(plan), "unknown");
  return "Applied: " + join(parts, ", ") + tail.text();
}

std::string drift_line(const Plan& plan) {
  std::size_t fields = 0;
  std::set<Address> items;
  std::map<std::string, std::size_t> causes;
  for (const Change& change : plan.changes) {
    if (!is_drift(change)) continue;
    fields += fields_of(change).size();
    items.insert({change.address.kind, change.address.name, change.address.item});
    if (change.cause) ++causes[std::string(word(*change.cause))];
  }
  if (items.empty()) {
    const std::size_t unseen = unknown(plan);
    if (unseen != 0) return "No drift proven: " + counted(unseen, "replica") + " could not be observed.";
    return "No drift. Observed is as last applied.";
  }
  std::vector<std::string> parts;
  for (const auto& [cause, count] : causes) parts.push_back(cause + " " + std::to_string(count));
  Tail tail;
  tail.add(unknown(plan), "unknown");
  return "Drift: " + counted(fields, "field") + " on " + counted(items.size(), "item") + " (" + join(parts, ", ") +
         ")" + tail.text();
}

}  // namespace

std::string closing_line(const Plan& plan) {
  if (const std::size_t faults = errors(plan); faults != 0) {
    return "No plan: " + counted(faults, "error") + " in " + clean(plan.desired_path) + ".";
  }
  if (plan.mode == "drift") return drift_line(plan);
  if (!plan.applied.empty()) return applied_line(plan);
  if (!plan.changes.empty()) return plan_line(plan);
  const std::size_t unseen = unknown(plan);
  if (unseen != 0) return "No changes proven: " + counted(unseen, "replica") + " could not be observed.";
  return "No changes. Desired and observed agree.";
}

}  // namespace jada
