#include "engine/cli/next_step.h"

#include <algorithm>

#include "engine/base/json_lenient.h"
#include "engine/base/text.h"
#include "engine/report/wording.h"

namespace jada {
namespace {

std::string when(const std::string& text, Time now) {
  const auto time = parse_time(text);
  if (!time) return text;
  return text + (*time > now ? " (in " + about(*time - now) + ")" : " (" + about(now - *time) + " ago)");
}

bool is_within(const Address& one, const Address& asked) {
  return (asked.item.empty() || one.item == asked.item) && (asked.replica.empty() || one.replica == asked.replica);
}

// Of a resource, item or replica in which nothing acts; empty: nothing is held.
std::string hold_on(const Plan& plan, const Address& address) {
  const IndexRange mine = changes_of(plan, address.resource());
  const auto first = plan.changes.begin() + static_cast<std::ptrdiff_t>(mine.first);
  const auto last = plan.changes.begin() + static_cast<std::ptrdiff_t>(mine.last);
  const auto is_mine = [&](const Change& change) { return is_within(change.address, address); };
  if (std::any_of(first, last, [&](const Change& change) { return is_mine(change) && acts(change); })) return "";
  const auto held =
      std::find_if(first, last, [&](const Change& change) { return is_mine(change) && !change.blocked_by.empty(); });
  return held == last ? "" : held->blocked_by.front();
}

std::string refusal_of(const Plan& plan, const Address& address) {
  for (const GuardVerdict& guard : plan.guards) {
    if (guard.refused && guard.address == address) return guard.name + ": " + guard_text(guard);
  }
  return "";
}

}  // namespace

Json note_of(const Decision& decision, const Address& resource) {
  const Verdict* found = found_of(decision, resource);
  if (found == nullptr) return Json::object();
  for (const auto& [replica, text] : found->replica_notes) {
    auto note = parse_json(text);
    if (replica.empty() && note && note->is_object()) return std::move(*note);
  }
  return Json::object();
}

std::vector<std::pair<std::string, std::string>> facts_in(const Json& note, Time now) {
  constexpr std::pair<const char*, const char*> kFacts[] = {{"file", "file"},
                                                            {"proven", "last_proven_at"},
                                                            {"due", "refresh_due_at"},
                                                            {"expires", "expires_at"},
                                                            {"dies", "dies_at"}};
  std::vector<std::pair<std::string, std::string>> facts;
  for (const auto& [heading, key] : kFacts) {
    const std::string text = text_in(note, key);
    if (!text.empty()) facts.emplace_back(heading, when(text, now));
  }
  if (const std::string of = text_in(note, "dies_of"); !of.empty() && !facts.empty()) facts.back().second += ": " + of;
  return facts;
}

std::string next_step(const Plan& plan, const Standing& standing, const Address& asked, const Json& note) {
  const std::string address = to_string(standing.address);
  if (standing.condition == Condition::suspended) return "jada-reconcile resume " + address;
  if (const std::string remedy = text_in(note, "remedy"); !remedy.empty()) return remedy;
  if (standing.condition == Condition::ready) return "nothing to do";
  if (standing.condition == Condition::unknown) return "make it reachable; every look tries again";
  if (standing.reason == "Unmanaged") return "declare it, or set on_extra";
  if (standing.reason == "Refused") return refusal_of(plan, standing.address);
  const std::string held = hold_on(plan, asked);
  return held.empty() ? "jada-reconcile apply --select " + address : "see to what holds it: " + held;
}

}  // namespace jada
