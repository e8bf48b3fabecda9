#include "engine/loop/record.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/base/digest.h"
#include "engine/base/json.h"
#include "engine/kind/compare.h"
#include "engine/loop/standing_json.h"

namespace jada {
namespace {

using Places = std::map<Address, std::vector<const Change*>>;  // by resource and replica

Address place_of(const Change& change) {
  return {change.address.kind, change.address.name, {}, change.address.replica};
}

bool carried_out(const Plan& plan, std::size_t change) {
  return !plan.applied.empty() && plan.applied[change].fate == Applied::Fate::done;
}

Places still_apart(const Plan& plan) {
  Places places;
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    if (!carried_out(plan, i)) places[place_of(plan.changes[i])].push_back(&plan.changes[i]);
  }
  return places;
}

std::string text_or_empty(const Json& value) { return value.is_null() ? "" : canonical(value); }

std::vector<DriftRow> drift_rows(const std::vector<const Change*>& changes, Time now) {
  std::vector<DriftRow> rows;
  for (const Change* change : changes) {
    if (!is_drift(*change)) continue;
    for (const Edit& edit : fields_of(*change)) {
      if (edit.cause == Cause::edit) continue;  // an edit beside a drifted field
      rows.push_back({.item = change->address.item,
                      .replica = change->address.replica,
                      .path = edit.path,
                      .cause = std::string(word(edit.cause)),
                      .desired = text_or_empty(edit.after),
                      .observed = text_or_empty(edit.before),
                      .first_seen_at = change->first_seen.value_or(now),
                      .last_seen_at = now});
    }
  }
  return rows;
}

ItemStatus status_of(const Change& change) {
  if (!change.wanted) return ItemStatus::extra;
  if (change.seen) return ItemStatus::differs;
  return change.action ? ItemStatus::missing : ItemStatus::unknown;
}

class Recording {
 public:
  Recording(const Decision& decision, const Desired& desired, const StateView& state, bool adopt,
            std::optional<Stage> stage)
      : decision_(decision),
        desired_(desired),
        state_(state),
        adopt_(adopt),
        stage_(stage),
        apart_(still_apart(decision.plan)) {}

  Result<Batch> run() {
    for (const Standing& standing : decision_.plan.standings) {
      if (!belongs(standing.address)) continue;
      if (auto done = add_resource(standing); !done) return done.error();
    }
    for (const Observation& observation : decision_.plan.observations) {
      if (!belongs(observation.address)) continue;
      if (auto done = add_replica(observation); !done) return done.error();
    }
    for (const Settlement& settlement : decision_.settled) {
      if (!belongs(settlement.resource)) continue;
      if (auto done = add_settled(settlement); !done) return done.error();
    }
    return std::move(batch_);
  }

 private:
  bool belongs(const Address& address) const { return !stage_ || desired_.find(address)->stage == *stage_; }

  Result<Record> known(const Address& address) const {
    auto record = state_.find(address);
    if (!record) return record.error();
    return *record ? std::move(**record) : Record{.address = address};
  }

  Result<Done> add_resource(const Standing& standing) {
    auto record = known(standing.address);
    if (!record) return record.error();
    const Declared& declared = *desired_.find(standing.address);
    static const Verdict kNothing;
    const Verdict* looked = found_of(decision_, standing.address);
    const Verdict& found = looked == nullptr ? kNothing : *looked;
    record->due_at = found.recheck_at;
    record->standing = canonical(standing_json(standing, declared, *record, found, decision_.plan));
    note_track_record(standing, found, *record);
    for (const Observation& observation : observations_of(decision_.plan, standing.address)) {
      if (!observation.ok) continue;
      record->observed_at = std::max(record->observed_at.value_or(Time{}), observation.observed_at);
      if (observation.address.replica.empty()) note_replica(observation.address, *record);
    }
    batch_.put.push_back(std::move(*record));
    return Done{};
  }

  // A look that finds all in order is a success too, unless the kind knows better.
  void note_track_record(const Standing& standing, const Verdict& found, Record& record) const {
    if (found.track_record) {
      record.failures = found.track_record->failures;
      record.last_error = found.track_record->last_error;
      if (found.track_record->succeeded_at) record.succeeded_at = found.track_record->succeeded_at;
    }
    const bool knows_better = found.track_record && found.track_record->succeeded_at;
    const bool is_fine = standing.condition == Condition::ready || standing.reason == "Unmanaged";
    if (!is_fine || knows_better) return;
    record.succeeded_at = decision_.plan.created_at;
    if (found.track_record) return;
    record.failures = 0;
    record.last_error.clear();
  }

  Result<Done> add_replica(const Observation& observation) {
    if (!observation.address.replica.empty()) {
      auto record = known(observation.address);
      if (!record) return record.error();
      record->standing = canonical(Json{{"reachable", observation.ok}, {"items", observation.items}});
      record->last_error = observation.error;
      record->failures = observation.ok ? 0 : record->failures + 1;
      if (observation.ok) {
        record->observed_at = observation.observed_at;
        note_replica(observation.address, *record);
      }
      batch_.put.push_back(std::move(*record));
    }
    if (!observation.ok) return Done{};  // what could not be seen keeps its rows
    const auto& changes = apart_[observation.address];
    batch_.drift.push_back({.address = observation.address, .rows = drift_rows(changes, decision_.plan.created_at)});
    return add_items_apart(observation.address, changes);
  }

  void note_replica(const Address& address, Record& record) const {
    const Verdict* found = found_of(decision_, address.resource());
    if (found == nullptr) return;
    for (const auto& [replica, note] : found->replica_notes) {
      if (replica == address.replica) record.observed = note;
    }
  }

  // No row for items never recorded and still missing: the plan says it, and a first apply writes them once, not twice.
  // None for items without a digest either: their kind keeps no records of items. And none for one that stands recorded
  // as it was found now: most looks find what the last one found.
  Result<Done> add_items_apart(const Address& place, const std::vector<const Change*>& changes) {
    ItemBatch items{.address = place};
    BodyBatch bodies{.resource = place.resource()};
    const auto seed = decision_.plan.state.seed;
    for (const Change* change : changes) {
      if (change->address.item.empty()) continue;
      const ItemStatus status = status_of(*change);
      if (change->revision == 0 && !change->raw) continue;
      ItemRecord record{
          .key = change->address.item, .revision = change->revision, .raw = change->raw, .status = status};
      if (change->applied) record.applied = digest_of(*change->applied, seed);
      if (change->seen) record.observed = digest_of(*change->seen, seed);
      const auto recorded = is_recorded(change->address, record);
      if (!recorded) return recorded.error();
      if (*recorded) continue;
      if (change->seen) bodies.put.push_back({record.key, *record.observed, *change->seen});
      items.put.push_back(std::move(record));
    }
    if (!items.put.empty()) batch_.items.push_back(std::move(items));
    if (!bodies.put.empty()) batch_.bodies.push_back(std::move(bodies));
    return Done{};
  }

  Result<bool> is_recorded(const Address& address, const ItemRecord& found) const {
    if (found.revision == 0) return false;
    const auto before = state_.find_item(address);
    if (!before) return before.error();
    if (!*before) return false;
    const auto told = [](const ItemRecord& item) {
      return std::tie(item.revision, item.applied, item.observed, item.raw, item.status, item.verified_at);
    };
    return told(**before) == told(found);
  }

  Result<Done> add_settled(const Settlement& settlement) {
    for (const ItemBatch& found : settlement.found.settled) {
      // Only an apply forgets what is ours: a look may have looked in the wrong place.
      ItemBatch items{.address = found.address, .forget = adopt_ ? found.forget : std::vector<std::string>{}};
      for (ItemRecord record : found.put) {
        if (!adopt_) {
          auto keep = keep_ownership(found.address, record);
          if (!keep) return keep.error();
          if (!*keep) continue;
        }
        items.put.push_back(std::move(record));
      }
      if (!items.put.empty() || !items.forget.empty()) batch_.items.push_back(std::move(items));
    }
    for (const BodyBatch& bodies : settlement.found.settled_bodies) batch_.bodies.push_back(bodies);
    if (!adopt_) return Done{};
    const auto add = [](auto& to, const auto& more) { to.insert(to.end(), more.begin(), more.end()); };
    add(batch_.slots, settlement.found.slots);
    add(batch_.alerts, settlement.found.alerts);
    add(batch_.notices, settlement.found.notices);
    add(batch_.events, settlement.found.events);
    return Done{};
  }

  // Looking never makes an item ours: one we did not record stays unrecorded, another keeps what it had.
  Result<bool> keep_ownership(const Address& place, ItemRecord& record) const {
    if (record.revision == 0) return false;
    const auto before = state_.find_item({place.kind, place.name, record.key, place.replica});
    if (!before) return before.error();
    if (!*before) return false;
    record.applied = (*before)->applied;
    return true;
  }

  const Decision& decision_;
  const Desired& desired_;
  const StateView& state_;
  bool adopt_;
  std::optional<Stage> stage_;
  Places apart_;
  Batch batch_{};
};

}  // namespace

Result<Batch> record_look(const Decision& decision, const Desired& desired, const StateView& state, bool adopt,
                          std::optional<Stage> stage) {
  Result<Batch> batch = Recording(decision, desired, state, adopt, stage).run();
  if (batch) batch->durable = false;
  return batch;
}

}  // namespace jada
