#include "resources/region/region.h"

#include "resources/apis/region_settings.h"

namespace jada {

Kind region_kind() { return make_kind<Region>(); }

Region::Spec Region::parse(Reader& in) { return read_region(in); }

std::vector<std::string> Region::replicas(const Spec&) { return {""}; }

std::vector<Address> Region::needs(const Spec&) { return {}; }

bool Region::remote(const Spec& spec) { return is_remote(spec); }

std::vector<std::string> Region::claims(const Spec& spec) {
  return {is_remote(spec) ? place_of(spec) : file_claim(spec.path)};
}

Verdict Region::diff(const Spec& spec, const std::vector<ReplicaSight<Observed>>& sights, Time) {
  Verdict verdict;
  for (const auto& sight : sights) {
    if (!sight.seen) continue;
    const Observed& seen = *sight.seen;
    verdict.replica_notes.emplace_back(sight.replica, canonical(Json{{"exists", seen.exists}, {"what", seen.what}}));
    if (seen.exists) continue;
    verdict.changes.push_back({.address = {.kind = std::string(name), .name = spec.name},
                               .action = Action::create,
                               .reason = "absent",
                               .wanted = canonical(Json{{"driver", spec.driver}, {"path", place_of(spec)}})});
  }
  return verdict;
}

}  // namespace jada
