#include "engine/loop/check.h"

#include <set>
namespace jada {
namespace {

bool is_suspended(const Common& common, Time now) {
  return common.suspend && (!common.suspend->until || now < *common.suspend->until);
}

std::string fault_of(const Change& change, const Declared* declared, const std::set<Address>& unknown, Time now) {
  if (declared == nullptr) return "is not declared";
  const Address place{change.address.kind, change.address.name, {}, change.address.replica};
  if (unknown.contains(place)) return "rests on a replica that could not be observed";
  if (!change.cause) return "has no cause";
  if (!acts(change)) return "";
  if (is_suspended(declared->common, now)) return "acts although it is suspended in the file";
  if (declared->common.observe_only) return "acts although mode = \"observe\"";
  if (change.action == Action::remove && declared->common.protect) return "deletes what is protected";
  if (change.action == Action::update && change.edits.empty()) return "updates without a path to show";
  if (change.action == Action::create && change.seen) return "creates what is there";
  if (change.action == Action::remove && !change.seen) return "deletes what is not there";
  return "";
}

}  // namespace

std::vector<std::string> broken_invariants(const Plan& plan, const Desired& desired) {
  std::set<Address> unknown;
  for (const Observation& observation : plan.observations) {
    if (!observation.ok) unknown.insert(observation.address);
  }
  std::vector<std::string> broken;
  const Declared* declared = nullptr;
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    const Change& change = plan.changes[i];
    if (declared == nullptr || declared->address != change.address.resource()) declared = desired.find(change.address);
    std::string fault = fault_of(change, declared, unknown, plan.created_at);
    if (fault.empty() && i > 0 && !(plan.changes[i - 1].address < change.address))
      fault = "stands twice or out of order";
    if (!fault.empty()) broken.push_back(to_string(change.address) + " " + fault);
  }
  return broken;
}

}  // namespace jada
