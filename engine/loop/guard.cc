#include "engine/loop/guard.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

namespace jada {
namespace {

struct Tally {
  std::vector<std::size_t> removed;  // indices of acting changes
  std::vector<std::size_t> updated;
  std::vector<std::size_t> foreign;  // deletes of what we never made
  std::size_t created = 0;
};

std::map<Address, Tally> count(const Plan& plan) {
  std::map<Address, Tally> tallies;
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    const Change& change = plan.changes[i];
    if (!acts(change)) continue;
    Tally& tally = tallies[change.address.resource()];
    if (change.action == Action::create) ++tally.created;
    if (change.action == Action::update) tally.updated.push_back(i);
    if (change.action == Action::remove) tally.removed.push_back(i);
    if (change.action == Action::remove && !change.applied) tally.foreign.push_back(i);
  }
  return tallies;
}

// The first --allow that covers this many such actions here; what it says stands in the plan.
std::string allowed_by(std::span<const Allowance> allowed, Action action, const Address& resource, std::size_t actual) {
  for (const Allowance& allowance : allowed) {
    const bool fits = allowance.action == action && glob_matches(allowance.glob, to_string(resource));
    if (fits && actual <= allowance.most) return allowance.text;
  }
  return "";
}

std::string spelled(const Limit& limit) { return fmt::format("{}{}", limit.value, limit.percent ? "%" : ""); }

bool past(const Limit& limit, std::size_t actual, std::size_t population, std::int64_t min_population) {
  const auto count = static_cast<double>(actual);
  if (!limit.percent) return count > limit.value;
  if (population < static_cast<std::size_t>(min_population)) return false;
  return count * 100.0 > limit.value * static_cast<double>(population);
}

class Guarding {
 public:
  Guarding(Plan& plan, const Desired& desired, std::span<const Allowance> allowed, const StateView& state)
      : plan_(plan), desired_(desired), allowed_(allowed), state_(state) {}

  Result<Done> run() {
    for (const auto& [resource, tally] : count(plan_)) {
      const auto applied = state_.count_applied(resource);
      if (!applied) return applied.error();
      const std::size_t population = std::max(static_cast<std::size_t>(*applied), existing(resource));
      hold_foreign(resource, tally, population);
      const std::size_t deletes = static_cast<std::size_t>(std::count_if(
          tally.removed.begin(), tally.removed.end(), [&](std::size_t i) { return acts(plan_.changes[i]); }));
      if (deletes > 0) check("max_delete", resource, Action::remove, desired_.guard.max_delete, deletes, population);
      const bool replaced = tally.created > 0 && population < static_cast<std::size_t>(desired_.guard.min_population);
      const bool empties = deletes > 0 && tally.updated.empty() && in_step(resource) == 0 && !replaced;
      if (empties && !is_retired(resource)) refuse_emptying(resource, deletes, population);
      if (!tally.updated.empty()) {
        check("max_update", resource, Action::update, desired_.guard.max_update, tally.updated.size(), population);
      }
    }
    return Done{};
  }

 private:
  // Items that are there now, over all replicas that could be observed: what is yet to be made is no population.
  std::size_t existing(const Address& resource) const {
    std::size_t examined = 0;
    for (const Observation& observation : observations_of(plan_, resource)) examined += observation.items;
    const std::size_t missing = count_apart(resource, false);
    return examined > missing ? examined - missing : 0;
  }

  // Items that are there and no change.
  std::size_t in_step(const Address& resource) const {
    const std::size_t there = existing(resource);
    const std::size_t apart = count_apart(resource, true);
    return there > apart ? there - apart : 0;
  }

  std::size_t count_apart(const Address& resource, bool there) const {
    const IndexRange mine = changes_of(plan_, resource);
    std::size_t count = 0;
    for (std::size_t i = mine.first; i < mine.last; ++i) count += plan_.changes[i].seen.has_value() == there ? 1 : 0;
    return count;
  }

  bool is_retired(const Address& resource) const {
    const Declared* declared = desired_.find(resource);
    return declared != nullptr && declared->retired;
  }

  GuardVerdict judged(std::string name, const Address& resource, Action action, std::string limit, std::size_t actual,
                      std::size_t population) const {
    GuardVerdict verdict{.name = std::move(name),
                         .address = resource,
                         .limit = std::move(limit),
                         .actual = actual,
                         .population = population};
    verdict.allow = fmt::format("{}:{}<={}", word(action), to_string(resource), actual);
    verdict.allowed_by = allowed_by(allowed_, action, resource, actual);
    verdict.refused = verdict.allowed_by.empty();
    return verdict;
  }

  void hold_foreign(const Address& resource, const Tally& tally, std::size_t population) {
    if (tally.foreign.empty()) return;
    auto verdict = judged("not_ours", resource, Action::remove, "only what was recorded as ours", tally.foreign.size(),
                          population);
    if (verdict.refused) {
      for (const std::size_t i : tally.foreign) {
        plan_.changes[i].blocked_by.push_back(std::string(kHeldAsForeign) + "; --allow '" + verdict.allow +
                                              "' deletes it");
      }
    }
    plan_.guards.push_back(std::move(verdict));
  }

  void check(const char* name, const Address& resource, Action action, const Limit& limit, std::size_t actual,
             std::size_t population) {
    if (!past(limit, actual, population, desired_.guard.min_population)) return;
    plan_.guards.push_back(judged(name, resource, action, spelled(limit), actual, population));
  }

  // Nothing would be left: far more often a truncated file or source than a wish.
  void refuse_emptying(const Address& resource, std::size_t deletes, std::size_t population) {
    plan_.guards.push_back(
        judged("empty_desired", resource, Action::remove, "something must be left", deletes, population));
  }

  Plan& plan_;
  const Desired& desired_;
  std::span<const Allowance> allowed_;
  const StateView& state_;
};

}  // namespace

Result<Allowance> parse_allowance(std::string_view text) {
  const Error wrong{Code::invalid,
                    "`" + std::string(text) + "` is no allowance: write delete:roster.crew<=40 or update:roster.*<=40"};
  const auto colon = text.find(':');
  const auto bound = text.rfind("<=");
  if (colon == std::string_view::npos || bound == std::string_view::npos || bound <= colon + 1) return wrong;
  Allowance allowance{.text = std::string(text), .glob = std::string(text.substr(colon + 1, bound - colon - 1))};
  const auto action = text.substr(0, colon);
  if (action != "delete" && action != "update") return wrong;
  allowance.action = action == "delete" ? Action::remove : Action::update;
  const auto count = text.substr(bound + 2);
  const auto [end, fault] = std::from_chars(count.data(), count.data() + count.size(), allowance.most);
  if (fault != std::errc{} || end != count.data() + count.size()) return wrong;
  return allowance;
}

Result<Done> guard(Plan& plan, const Desired& desired, std::span<const Allowance> allowed, const StateView& state) {
  return Guarding(plan, desired, allowed, state).run();
}

bool refuses_all(const GuardVerdict& verdict) { return verdict.refused && verdict.name != "not_ours"; }

bool is_refused(const Plan& plan) { return std::any_of(plan.guards.begin(), plan.guards.end(), refuses_all); }

}  // namespace jada
