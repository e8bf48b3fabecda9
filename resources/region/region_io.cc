#include "resources/region/region.h"

namespace jada {
namespace {

// What was last seen; failing that, what we made is taken to be there still.
Result<Region::Observed> recall(const Look& look) {
  const auto note = look.prior ? parse_json(look.prior->observed) : Result<Json>(Json());
  if (note && note->is_object()) return Region::Observed{note->value("exists", false), note->value("what", "")};
  if (look.prior && !look.prior->applied.empty()) return Region::Observed{.exists = true};
  return Error{Code::unavailable, "was never looked at; plan once without --no-observe"};
}

Outcome create(const RegionSettings& region, Regions& regions) {
  if (const auto made = regions.create(region); !made) return {.trouble = made.error()};
  const auto seen = regions.look(region);
  if (seen.unknown()) return {.fate = WriteFate::unknown, .trouble = within("made, but then", seen.trouble())};
  if (seen.present()) return {.fate = WriteFate::done};
  return {.trouble = {Code::conflict, "made, but gone again when looked at; plan again"}};
}

}  // namespace

Result<Region::Observed> Region::observe(const Spec& spec, const Look& look, Env& env) {
  if (look.stored_only) return recall(look);
  const auto seen = env.regions.look(spec);
  if (seen.unknown()) return seen.trouble();
  if (seen.absent()) return Observed{};
  return Observed{.exists = true, .what = seen.value()};
}

std::vector<Outcome> Region::apply(const Spec& spec, Changes batch, Env& env) {
  std::vector<Outcome> outcomes;
  for (const Change* change : batch) {
    const bool known = change->action == Action::create;
    outcomes.push_back(known ? create(spec, env.regions)
                             : Outcome{.trouble = {Code::internal, "a region can only be created"}});
  }
  return outcomes;
}

}  // namespace jada
