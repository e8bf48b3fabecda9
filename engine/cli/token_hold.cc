#include "engine/cli/token_hold.h"

#include "engine/loop/suspend.h"
#include "state/open.h"

namespace jada {
namespace {

Diagnosis held(const std::string& why, std::string remedy) {
  return {.fault = Fault::held_elsewhere, .cause = "not refreshed: " + why, .remedy = std::move(remedy)};
}

// Of the state none where it cannot be read: that must not cost a script its token, and the refresh, which needs the
// state too, tells it.
std::map<Address, Suspension> known(const Desired& desired, Time now) {
  const auto store = open_store(desired.controller.state, OpenMode::read_only);
  if (store) {
    if (auto all = suspensions(desired, **store, now)) return std::move(*all);
  }
  auto declared = suspensions(desired, *memory_store(), now);
  return declared ? std::move(*declared) : std::map<Address, Suspension>();
}

}  // namespace

std::optional<Diagnosis> hold_on(const Declared& declared, const Desired& desired, Time now) {
  if (declared.common.observe_only) return held("mode = \"observe\"", "mode = \"heal\" in its block");
  const auto all = known(desired, now);
  const auto found = all.find(declared.address);
  if (found == all.end()) return std::nullopt;
  const bool by_file = declared.common.suspend.has_value();
  return held(sentence(found->second),
              by_file ? "take `suspend` out of its block" : "jada-reconcile resume " + to_string(declared.address));
}

}  // namespace jada
