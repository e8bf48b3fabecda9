#include "engine/loop/approve.h"

#include <map>

#include "engine/base/json.h"

namespace jada {
namespace {

bool same(const std::vector<Precondition>& a, const std::vector<Precondition>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].path != b[i].path || a[i].expected != b[i].expected) return false;
  }
  return true;
}

// The first thing that moved, as a clause.
std::string what_moved(const ApprovedChange& approved, const Change& fresh) {
  if (fresh.action && approved.action != word(*fresh.action)) {
    return "would now be a " + std::string(word(*fresh.action)) + ", not a " + approved.action;
  }
  for (const Precondition& now : fresh.preconditions()) {
    for (const Precondition& then : approved.preconditions) {
      if (now.path != then.path || now.expected == then.expected) continue;
      return now.path == "observed" ? "has changed since" : "is declared otherwise since";
    }
  }
  return "has changed since";
}

std::string text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

ApprovedChange read_change(const Json& json) {
  Address address;
  const auto resource = parse_address(text_at(json, "address"));
  if (resource) address = resource->resource();
  address.item = text_at(json, "item");
  address.replica = text_at(json, "replica");
  ApprovedChange change{.address = to_string(address), .action = text_at(json, "action")};
  for (const Json& precondition : json.value("preconditions", Json::array())) {
    if (precondition.is_object())
      change.preconditions.push_back({text_at(precondition, "path"), text_at(precondition, "expected")});
  }
  return change;
}

bool was_to_act(const Json& change) {
  return change.is_object() && change.value("action", Json()).is_string() &&
         change.value("blocked_by", Json()).is_null();
}

}  // namespace

Approval approval_of(const Plan& plan) {
  Approval approval{.plan_id = plan.id(), .lineage = plan.state.lineage, .expires_at = plan.expires_at};
  for (const Change& change : plan.changes) {
    if (!acts(change)) continue;
    approval.changes.push_back({to_string(change.address), std::string(word(*change.action)), change.preconditions()});
  }
  return approval;
}

Result<Approval> read_approval(std::string_view plan_json) {
  const auto json = parse_json(plan_json);
  if (!json || !json->is_object())
    return Error{Code::invalid, "is no saved plan: write one with `jada-reconcile plan --out FILE`"};
  const std::string format = text_at(*json, "format_version");
  if (!format.starts_with("1."))
    return Error{Code::invalid, "has plan format `" + format + "`; this program reads 1.x"};
  const auto changes = json->find("changes");
  if (changes == json->end() || !changes->is_array()) return Error{Code::invalid, "has no changes[]: it is damaged"};
  const auto expires = parse_time(text_at(*json, "expires_at"));
  if (!expires) return Error{Code::invalid, "has no expires_at: it is damaged"};
  const auto state = json->find("state");
  const bool has_state = state != json->end() && state->is_object();
  Approval approval{.plan_id = text_at(*json, "plan_id"),
                    .lineage = has_state ? text_at(*state, "lineage") : "",
                    .expires_at = *expires,
                    .saved = true};
  for (const Json& change : *changes) {
    if (was_to_act(change)) approval.changes.push_back(read_change(change));
  }
  return approval;
}

Result<Done> check_approval(const Approval& approval, const StateIdentity& state, Time now) {
  if (now > approval.expires_at) {
    return Error{Code::conflict, "the plan expired at " + to_string(approval.expires_at) +
                                     ": plan again with `jada-reconcile plan --out FILE`"};
  }
  // A plan made before there was any state goes with a state in which nothing was applied yet.
  const bool fits = approval.lineage == state.lineage || (approval.lineage.empty() && state.serial == 0);
  if (!fits) return Error{Code::conflict, "the plan was made with another state database: plan again"};
  return Done{};
}

std::vector<std::string> keep_approved(Plan& fresh, const Approval& approval, const Desired& desired) {
  const auto comes_later = [&](const Address& address) {
    const Declared* declared = desired.find(address);
    return declared != nullptr && declared->stage != Stage::world;
  };
  std::map<std::string, const ApprovedChange*> open;
  for (const ApprovedChange& change : approval.changes) {
    const auto address = parse_address(change.address);
    if (!address || !comes_later(*address)) open.emplace(change.address, &change);
  }
  std::vector<std::string> stale;
  for (Change& change : fresh.changes) {
    if (comes_later(change.address)) continue;
    const auto approved = open.find(to_string(change.address));
    if (approved == open.end()) {
      if (change.action) change.blocked_by.push_back("not in the approved plan");
      continue;
    }
    const ApprovedChange& then = *approved->second;
    const bool holds =
        acts(change) && then.action == word(*change.action) && same(then.preconditions, change.preconditions());
    if (!holds) stale.push_back(then.address + " " + what_moved(then, change));
    open.erase(approved);
  }
  for (const auto& [address, change] : open) stale.push_back(address + " needs no " + change->action + " any more");
  return stale;
}

}  // namespace jada
