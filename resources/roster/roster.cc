#include "resources/roster/roster.h"

#include <algorithm>
#include <utility>

#include "resources/apis/region_settings.h"
#include "resources/roster/note.h"

namespace jada {

Kind roster_kind() { return make_kind<Roster>(); }

namespace {

using Finding = Roster::Finding;

std::vector<RegionSettings> read_replicas(Reader& in) {
  std::vector<RegionSettings> regions;
  for (const Address& address : in.addresses("replicas", "the regions that hold the items", {"region"})) {
    Reader block = in.block(address);
    regions.push_back(read_region(block));
  }
  if (in.is_empty("replicas")) in.fault("replicas", "a roster needs at least one region in `replicas`");
  return regions;
}

Change missing(Change change) {
  change.action = Action::create;
  change.reason = "absent";
  return change;
}

Change differs(Change change) {
  change.action = Action::update;
  change.reason = "differs";
  return change;
}

Change extra(Change change, const Finding& finding, Roster::OnExtra on_extra) {
  if (on_extra == Roster::OnExtra::remove) {
    change.action = Action::remove;
    change.reason = finding.ours ? "removed_from_file" : "not_ours";
    if (!finding.ours) change.cause = Cause::unmanaged;
    return change;
  }
  change.cause = Cause::unmanaged;
  change.reason = "extra";
  if (finding.ours) change.detail = "declared no more";
  return change;
}

Change unreadable(Change change, const Finding& finding) {
  change.cause = finding.item ? Cause::drift : Cause::unmanaged;
  change.reason = "unreadable";
  change.detail = finding.why;
  change.blocked_by.push_back("its text is not a JSON object: mend or delete it by hand");
  return change;
}

Change change_of(const Finding& finding, const Roster::Spec& spec, const std::string& replica) {
  Change change{.address = {spec.address.kind, spec.address.name, finding.key, replica},
                .seen = finding.seen,
                .wanted = finding.wanted,
                .revision = finding.revision,
                .raw = finding.raw};
  if (finding.item) change.source = spec.source(*finding.item);
  if (!finding.unfit.empty()) change.blocked_by.push_back(finding.unfit);
  switch (finding.kind) {
    case Finding::Kind::missing: return missing(std::move(change));
    case Finding::Kind::differs: return differs(std::move(change));
    case Finding::Kind::extra: return extra(std::move(change), finding, spec.on_extra);
    case Finding::Kind::unreadable: return unreadable(std::move(change), finding);
  }
  return change;
}

}  // namespace

const RegionSettings* Roster::Spec::replica(std::string_view region) const {
  const auto found =
      std::find_if(replicas.begin(), replicas.end(), [&](const auto& one) { return one.name == region; });
  return found == replicas.end() ? nullptr : &*found;
}

Position Roster::Spec::source(std::size_t item) const {
  const Spot at = items.at(item);
  return {.file = files[at.file], .line = static_cast<int>(at.line), .column = static_cast<int>(at.column)};
}

Roster::Spec Roster::parse(Reader& in) {
  Spec spec{.address = in.address()};
  spec.table = in.text("table", "the table in each region; absent: the block's name", spec.address.name);
  if (spec.table.empty() && in.has("table")) in.fault("table", "`table` is empty");
  spec.key = in.required_text("key", "the attribute that holds an item's key");
  spec.replicas = read_replicas(in);
  const auto on_extra = in.choice("on_extra", "what to do about items that are there and not declared",
                                  {"report", "delete", "ignore"}, 0);
  spec.on_extra = static_cast<OnExtra>(on_extra);
  // A block that is gone owes the deletion of what it made.
  if (in.retired()) spec.on_extra = OnExtra::remove;
  ItemRules rules{.key_attribute = spec.key};
  rules.unique = in.texts("unique", "attributes of which no two items may have the same value");
  rules.required = in.texts("required", "attributes every item must have");
  spec.items = in.items(rules);
  spec.files = in.file_names();
  return spec;
}

std::vector<std::string> Roster::replicas(const Spec& spec) {
  std::vector<std::string> names;
  for (const RegionSettings& region : spec.replicas) names.push_back(region.name);
  return names;
}

std::vector<Address> Roster::needs(const Spec& spec) {
  std::vector<Address> regions;
  for (const RegionSettings& region : spec.replicas) regions.push_back({.kind = "region", .name = region.name});
  return regions;
}

bool Roster::remote(const Spec& spec) { return std::any_of(spec.replicas.begin(), spec.replicas.end(), is_remote); }

// Writing to a network takes long: what is done is kept, and seen, in smaller parts.
std::size_t Roster::batch(const Spec& spec) { return remote(spec) ? 500 : 5000; }

std::vector<std::string> Roster::claims(const Spec& spec) {
  std::vector<std::string> tables;
  for (const RegionSettings& region : spec.replicas)
    tables.push_back("the table " + one_name(region, spec.table) + " of region." + region.name);
  return tables;
}

Result<std::optional<DeclaredItem>> Roster::item(const Spec& spec, std::string_view key, const StateView& state) {
  const auto found = spec.items.find(key);
  if (!found) return std::optional<DeclaredItem>{};
  auto bodies = desired_bodies(spec.address, spec.items, {&*found, 1}, state);
  if (!bodies) return bodies.error();
  return std::optional(DeclaredItem{.source = spec.source(*found), .body = std::move(bodies->front())});
}

Verdict Roster::diff(const Spec& spec, const std::vector<ReplicaSight<Observed>>& sights, Time) {
  Verdict verdict;
  for (const auto& [replica, seen] : sights) {
    if (!seen) continue;
    verdict.items += seen->note.items;
    verdict.changes.reserve(verdict.changes.size() + seen->findings.size());
    for (const Finding& finding : seen->findings) verdict.changes.push_back(change_of(finding, spec, replica));
    if (!seen->settled.put.empty() || !seen->settled.forget.empty()) verdict.settled.push_back(seen->settled);
    if (!seen->settled_bodies.put.empty()) verdict.settled_bodies.push_back(seen->settled_bodies);
    verdict.replica_notes.emplace_back(replica, to_json(seen->note));
  }
  return verdict;
}

}  // namespace jada
