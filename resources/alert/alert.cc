#include "resources/alert/alert.h"

#include <algorithm>

#include "resources/alert/rounds.h"

namespace jada {

Kind alert_kind() { return make_kind<Alert>(); }

namespace {

bool names_kind(const std::string& glob, const std::string& kind) { return glob.starts_with(kind + "."); }

// What the rules and those who tell of them are about is everything else.
bool is_own(const Address& address) { return address.kind == Alert::name || address.kind == "channel"; }

}  // namespace

bool Alert::Spec::watches(const Address& subject) const {
  const std::string text = to_string(subject);
  const auto meant = [&](const std::string& glob) {
    return glob_matches(glob, text) && (!is_own(subject) || names_kind(glob, subject.kind));
  };
  return std::any_of(watch.begin(), watch.end(), meant) && std::none_of(except.begin(), except.end(), meant);
}

std::vector<std::string> Alert::replicas(const Spec&) { return {""}; }

std::vector<Address> Alert::needs(const Spec&) { return {}; }

bool Alert::remote(const Spec&) { return false; }

Verdict Alert::diff(const Spec& spec, const std::vector<ReplicaSight<Observed>>& sights, Time now) {
  const auto& sight = sights.front();
  if (!sight.seen || sight.seen->is_held) return {};
  return look_round(spec, *sight.seen, now);
}

}  // namespace jada
