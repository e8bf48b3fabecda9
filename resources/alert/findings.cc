#include "resources/alert/findings.h"

#include <algorithm>

#include "resources/alert/entry.h"

namespace jada {
namespace {

using Condition = Sign::Condition;
using When = Alert::When;

}  // namespace

Findings::Findings(const Alert::Spec& spec, const Alert::Observed& seen, Time now)
    : spec_(spec), seen_(seen), rule_(to_string(spec.address)), needs_(seen.subjects) {
  if (spec.when == When::sql) {
    find_rows();
  } else {
    find_subjects(now);
  }
}

void Findings::find_subjects(Time now) {
  for (const Subject& subject : seen_.subjects) {
    if (!spec_.watches(subject.address)) continue;
    const std::string address = to_string(subject.address);
    AlertFinding finding = find(spec_, subject, now);
    if (finding.sign.condition == Condition::on && needs_.is_waiting(subject)) waiting_.insert(address);
    found_.emplace(address, std::move(finding));
  }
}

void Findings::find_rows() {
  otherwise_ = seen_.was_asked && seen_.trouble.empty() ? Condition::off : Condition::unknown;
  for (const Alert::Row& row : seen_.rows) found_.emplace(row.subject, find(spec_, row));
  if (!seen_.trouble.empty()) found_.emplace(rule_, find_unanswered(spec_, seen_.trouble));
}

const AlertFinding* Findings::of(const AlertRecord& alert) const {
  const auto found = alert.rule == rule_ ? found_.find(alert.subject) : found_.end();
  return found == found_.end() ? nullptr : &found->second;
}

// The rule that stands for everybody adds nothing to what another one told.
bool Findings::is_told_already(const std::string& subject) const {
  return spec_.when == When::stale && !spec_.length && seen_.told_by_others.contains(subject);
}

bool Findings::begins(const std::string& subject) const {
  const auto found = found_.find(subject);
  if (found == found_.end() || found->second.sign.condition != Condition::on) return false;
  return !waiting_.contains(subject) && !is_told_already(subject);
}

Sign Findings::sign_of(const AlertRecord& alert) const {
  if (alert.rule != rule_) return {.condition = Condition::removed};
  const AlertFinding* finding = of(alert);
  if (finding == nullptr) return {.condition = otherwise_};
  if (finding->sign.condition != Condition::on) return finding->sign;
  const bool fires = is_open(state_of(alert));
  if (waiting_.contains(alert.subject)) return {.condition = fires ? Condition::unknown : Condition::off};
  if (finding->diagnosis != alert.diagnosis)
    return {.condition = seen_.trouble.empty() ? Condition::off : Condition::unknown};
  return fires || begins(alert.subject) ? finding->sign : Sign{.condition = Condition::off};
}

std::string Findings::why_not(const AlertRecord& alert) const {
  if (alert.rule != rule_) return "its rule is declared no more";
  const AlertFinding* finding = of(alert);
  switch (sign_of(alert).condition) {
    case Condition::removed: return "it is declared no more, or no more watched";
    case Condition::unknown: return "how it stands cannot be told now";
    case Condition::on:
    case Condition::off: break;
  }
  const bool is_another = finding != nullptr && finding->sign.condition == Condition::on;
  return is_another ? "it became another trouble: " + finding->title : "it is in order again";
}

}  // namespace jada
