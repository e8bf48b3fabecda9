#include "engine/loop/cause.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/kind/compare.h"

namespace jada {
namespace {

Result<Done> recall_items(const Address& resource, std::vector<Change>& changes, const StateView& state) {
  std::vector<std::size_t> ours;
  std::vector<StateView::BodyKey> wanted;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].address.item.empty() || changes[i].revision == 0) continue;
    // The kind knows it is not ours, whatever an older record says (the roster may have moved to another table).
    if (changes[i].cause == Cause::unmanaged) continue;
    const auto record = state.find_item(changes[i].address);
    if (!record) return record.error();
    if (!*record || !(*record)->applied) continue;
    ours.push_back(i);
    wanted.push_back({changes[i].address.item, *(*record)->applied});
  }
  auto texts = state.bodies(resource, wanted);
  if (!texts) return texts.error();
  for (std::size_t i = 0; i < ours.size(); ++i) changes[ours[i]].applied = std::move((*texts)[i]);
  return Done{};
}

Result<Done> recall_resource(const Address& resource, std::vector<Change>& changes, const StateView& state) {
  const auto whole = [](const Change& change) { return change.address.item.empty(); };
  if (std::none_of(changes.begin(), changes.end(), whole)) return Done{};
  const auto record = state.find(resource);
  if (!record) return record.error();
  for (Change& change : changes) {
    if (whole(change) && *record && !(*record)->applied.empty()) change.applied = (*record)->applied;
  }
  return Done{};
}

Result<Done> recall_first_seen(const Address& resource, std::vector<Change>& changes, const StateView& state) {
  const auto rows = state.drift(resource);
  if (!rows) return rows.error();
  std::map<std::pair<std::string_view, std::string_view>, Time> first;
  for (const DriftRow& row : *rows) {
    const auto [at, added] = first.try_emplace({row.item, row.replica}, row.first_seen_at);
    if (!added) at->second = std::min(at->second, row.first_seen_at);
  }
  for (Change& change : changes) {
    const auto known = first.find({change.address.item, change.address.replica});
    if (known != first.end()) change.first_seen = known->second;
  }
  return Done{};
}

// Replicas stand beside one another, and mostly they differ from the file in the same way.
bool same_sides(const Change& a, const Change& b) {
  return a.cause == b.cause && a.seen == b.seen && a.wanted == b.wanted && a.applied == b.applied;
}

void find_edits(std::vector<Change>& changes) {
  const Change* before = nullptr;
  for (Change& change : changes) {
    if (!change.seen || !change.wanted) continue;
    change.edits = before != nullptr && same_sides(*before, change) ? before->edits : edits(change);
    // A kind that knows the cause knows it of every field.
    for (Edit& edit : change.edits) edit.cause = change.cause.value_or(edit.cause);
    before = &change;
  }
}

}  // namespace

Result<Done> find_causes(const Address& resource, std::vector<Change>& changes, const StateView& state) {
  if (changes.empty()) return Done{};
  if (auto done = recall_items(resource, changes, state); !done) return done;
  if (auto done = recall_resource(resource, changes, state); !done) return done;
  if (auto done = recall_first_seen(resource, changes, state); !done) return done;
  find_edits(changes);
  for (Change& change : changes) change.cause = cause_of(change);
  return Done{};
}

}  // namespace jada
