#include "resources/alert/finding.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "resources/apis/notice_text.h"

namespace jada {
namespace {

using Condition = Sign::Condition;
using When = Alert::When;

constexpr std::size_t kMostOfTitle = 240;
constexpr std::size_t kMostOfWhy = 1000;

std::string cleaned(std::string_view text, std::size_t most) { return fitted(without_paths(text), most, plain_cost); }

std::string spoken(std::string word) {
  std::replace(word.begin(), word.end(), '_', ' ');
  return word;
}

std::string explain(const std::string& address) { return "jada-reconcile explain " + address; }

std::string cause_of(const Subject& subject) {
  if (!subject.ailment.cause.empty()) return subject.ailment.cause;
  return subject.last_error.empty() ? subject.message : subject.last_error;
}

// What is found true, in the words of each condition.
AlertFinding found(const Subject& subject, std::string diagnosis, std::string_view what) {
  const std::string address = to_string(subject.address);
  const std::string& remedy = subject.ailment.remedy;
  return {.sign = {.condition = Condition::on},
          .diagnosis = std::move(diagnosis),
          .title = cleaned(fmt::format("{}: {}", address, what), kMostOfTitle),
          .why = cleaned(cause_of(subject), kMostOfWhy),
          .remedy = remedy.empty() ? explain(address) : cleaned(remedy, kMostOfWhy)};
}

AlertFinding without(Condition condition) { return {.sign = {.condition = condition}}; }

// True from `at` on.
AlertFinding from(Time at, Time now, const Subject& subject, std::string_view diagnosis, const std::string& what) {
  if (now > at) return found(subject, std::string(diagnosis), what);
  AlertFinding finding = without(Condition::off);
  finding.turns_at = at;
  return finding;
}

AlertFinding find_failures(const Alert::Spec& spec, const Subject& subject) {
  const Ailment& ailment = subject.ailment;
  if (!subject.is_looked_at) return without(Condition::unknown);
  const bool at_once = spec.is_permanent_now && ailment.is_permanent && !ailment.diagnosis.empty();
  if (!at_once && subject.failures < spec.failures) return without(Condition::off);
  const std::string what =
      ailment.diagnosis.empty() ? fmt::format("failed {} times in a row", subject.failures) : spoken(ailment.diagnosis);
  const std::string cause = cause_of(subject);
  AlertFinding finding = found(subject, ailment.diagnosis.empty() ? "failing" : ailment.diagnosis,
                               cause.empty() ? what : what + ": " + cause);
  finding.sign.is_permanent = at_once;
  return finding;
}

// Goes on while nobody can look: that nothing is known to go well is what it tells.
AlertFinding find_stale(const Alert::Spec& spec, const Subject& subject, Time now) {
  const auto since = subject.succeeded_at ? subject.succeeded_at : subject.first_seen_at;
  if (subject.address.kind == "controller") return without(Condition::off);  // told when it changes, not at every look
  if (!since) return without(Condition::unknown);
  const Duration limit = spec.length.value_or(subject.fresh_within);
  return from(*since + limit, now, subject, "stale", fmt::format("no success within {}", to_string(limit)));
}

AlertFinding find_expiring(const Alert::Spec& spec, const Subject& subject, Time now) {
  if (!subject.is_looked_at) return without(Condition::unknown);
  if (!subject.ends_at) return without(Condition::off);
  const std::string of = subject.ends_of.empty() ? "" : fmt::format(" ({})", spoken(subject.ends_of));
  return from(*subject.ends_at - spec.length.value_or(Duration(0)), now, subject, "expiring",
              fmt::format("ends at {}{}", to_string(*subject.ends_at), of));
}

AlertFinding find_drifted(const Alert::Spec& spec, const Subject& subject, Time now) {
  if (!subject.is_looked_at) return without(Condition::unknown);
  if (!subject.drifted_since) return without(Condition::off);
  const Duration limit = spec.length.value_or(Duration(0));
  return from(*subject.drifted_since + limit, now, subject, "drifted",
              fmt::format("is not as declared for more than {}", to_string(limit)));
}

}  // namespace

std::string without_paths(std::string_view text) {
  constexpr std::string_view kEnds = " \t\r\n\"'`<>)";
  std::string shown;
  for (auto scheme = text.find("://"); scheme != text.npos; scheme = text.find("://")) {
    shown.append(text.substr(0, scheme + 3));
    text.remove_prefix(scheme + 3);
    const auto end = std::min(text.find_first_of(kEnds), text.size());
    const std::string_view address = text.substr(0, end);
    const std::string_view authority = address.substr(0, address.find_first_of("/?#"));
    shown.append(authority.substr(authority.rfind('@') + 1));
    const auto mark = address.find_last_not_of(":,;.");  // of the sentence, not of the address
    const bool has_path = authority.size() < address.size() && mark != address.npos;
    if (has_path) shown.append(address.substr(mark + 1));
    text.remove_prefix(end);
  }
  return shown.append(text);
}

AlertFinding find(const Alert::Spec& spec, const Subject& subject, Time now) {
  if (subject.is_suspended) return without(Condition::unknown);
  switch (spec.when) {
    case When::failures: return find_failures(spec, subject);
    case When::stale: return find_stale(spec, subject, now);
    case When::expiring: return find_expiring(spec, subject, now);
    case When::drifted: return find_drifted(spec, subject, now);
    case When::sql: break;
  }
  return without(Condition::unknown);
}

AlertFinding find(const Alert::Spec& spec, const Alert::Row& row) {
  const std::string rule = to_string(spec.address);
  const std::string what = row.texts.empty() ? "found by " + rule : join(row.texts, ", ");
  return {.sign = {.condition = Condition::on},
          .diagnosis = "sql",
          .title = cleaned(row.subject + ": " + what, kMostOfTitle),
          .why = cleaned("found by the query of " + rule, kMostOfWhy),
          .remedy = explain(rule)};
}

AlertFinding find_unanswered(const Alert::Spec& spec, const std::string& trouble) {
  const std::string rule = to_string(spec.address);
  return {.sign = {.condition = Condition::on},
          .diagnosis = "rule_error",
          .title = cleaned(rule + ": its query is not answered: " + trouble, kMostOfTitle),
          .why = cleaned(trouble, kMostOfWhy),
          .remedy = fmt::format("correct `sql` of {}; `jada-reconcile sql QUERY` tries it", rule)};
}

}  // namespace jada
