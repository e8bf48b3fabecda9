// The two rules that guard whatever nobody declared a rule for.
#include <algorithm>

#include "resources/alert/alert.h"

namespace jada {
namespace {

using Declared = std::span<const std::pair<Address, const Resource*>>;

std::vector<const Alert::Spec*> rules_in(Declared declared) {
  std::vector<const Alert::Spec*> rules;
  for (const auto& [address, resource] : declared) {
    if (const auto* spec = spec_of<Alert>(*resource)) rules.push_back(spec);
  }
  return rules;
}

std::set<Address> channels_for(Declared declared, const std::vector<const Alert::Spec*>& rules) {
  std::set<Address> named;
  for (const Alert::Spec* rule : rules) named.insert(rule->notify.begin(), rule->notify.end());
  if (!named.empty()) return named;
  for (const auto& [address, resource] : declared) {
    if (address.kind == "channel") named.insert(address);
  }
  return named;
}

Alert::Spec default_rule(std::string rule, Alert::When when, const std::vector<const Alert::Spec*>& rules) {
  Alert::Spec spec{.address = {.kind = std::string(Alert::name), .name = std::move(rule)}, .when = when};
  for (const Alert::Spec* one : rules) {
    if (one->when == when) spec.except.insert(spec.except.end(), one->watch.begin(), one->watch.end());
  }
  return spec;
}

}  // namespace

std::vector<std::pair<Address, Alert::Spec>> Alert::implied(Declared declared) {
  const auto rules = rules_in(declared);
  const auto channels = channels_for(declared, rules);
  std::vector<std::pair<Address, Spec>> standing;
  for (Spec& spec :
       std::vector{default_rule("failing", When::failures, rules), default_rule("stale", When::stale, rules)}) {
    const bool is_declared =
        std::any_of(rules.begin(), rules.end(), [&](const Spec* rule) { return rule->address == spec.address; });
    if (is_declared) continue;
    // What has just been mended has its first success on the way.
    if (spec.when == When::stale) spec.timing.hold = std::chrono::minutes{2};
    spec.notify.assign(channels.begin(), channels.end());
    standing.emplace_back(spec.address, std::move(spec));
  }
  return standing;
}

}  // namespace jada
