// A roster of crew, two regions in memory and a state: what the roster tests share.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "resources/roster/roster.h"
#include "state/open.h"
#include "tests/support/fake_outside.h"
#include "tests/support/fake_regions.h"

namespace jada::test {

class RosterWorld : public testing::Test {
 protected:
  static constexpr const char* kRegion = "us-west-2";

  RosterWorld() { declare({}); }

  /// Keys and bodies (canonical JSON).
  void declare(const std::vector<std::pair<std::string, std::string>>& items) {
    ItemTexts entries;
    std::uint32_t line = 10;
    for (const auto& [key, body] : items) entries.add({key, body, {0, line++, 1}});
    spec.items = ItemSet(std::move(entries), store->identity()->seed);
  }

  Items& items() { return regions[kRegion].tables["crew"]; }
  Address place() const { return {"roster", "crew", "", kRegion}; }

  Result<Roster::Observed> look(bool stored_only = false, bool trust_version = true) {
    Env env{outside.with(regions), *store};
    const Look look{
        .address = place(), .prior = *store->find(place()), .stored_only = stored_only, .trust_version = trust_version};
    return Roster::observe(spec, look, env);
  }

  Roster::Observed seen() {
    auto observed = look();
    EXPECT_TRUE(observed.has_value()) << observed.error().message;
    return observed ? std::move(*observed) : Roster::Observed{};
  }

  Verdict verdict() {
    std::vector<ReplicaSight<Roster::Observed>> sights;
    sights.push_back({kRegion, look()});
    return Roster::diff(spec, sights, clock.now());
  }

  std::vector<Outcome> apply(const std::vector<Change>& changes) {
    Env env{outside.with(regions), *store};
    std::vector<const Change*> batch;
    for (const Change& change : changes) batch.push_back(&change);
    return Roster::apply(spec, batch, env);
  }

  /// Keeps a look as the loop does after an apply: what is in step is ours, what is apart is recorded as seen.
  void record(const Verdict& verdict) {
    Batch batch{.items = verdict.settled, .bodies = verdict.settled_bodies};
    Record replica = store->find(place())->value_or(Record{.address = place()});
    replica.observed = verdict.replica_notes.front().second;
    replica.observed_at = clock.now();
    batch.put.push_back(replica);
    ItemBatch apart{.address = place()};
    BodyBatch bodies{.resource = place().resource()};
    const std::uint64_t seed = store->identity()->seed;
    for (const Change& change : verdict.changes) {
      if (change.revision == 0 && !change.seen) continue;
      const auto before = *store->find_item(change.address);
      ItemRecord item{.key = change.address.item, .revision = change.revision, .raw = change.raw};
      if (before) item.applied = before->applied;
      if (change.seen) item.observed = digest_of(*change.seen, seed);
      if (change.seen) bodies.put.push_back({item.key, *item.observed, *change.seen});
      item.status = !change.wanted  ? ItemStatus::extra
                    : change.seen   ? ItemStatus::differs
                    : change.action ? ItemStatus::missing
                                    : ItemStatus::unknown;
      apart.put.push_back(item);
    }
    batch.items.push_back(apart);
    batch.bodies.push_back(bodies);
    commit(batch);
  }

  void record(const std::vector<Outcome>& outcomes) {
    ItemBatch items{.address = place()};
    BodyBatch bodies{.resource = place().resource()};
    for (const Outcome& outcome : outcomes) {
      if (!outcome.item) continue;
      const bool forgotten = !outcome.item->applied && !outcome.item->observed;
      if (forgotten) items.forget.push_back(outcome.item->key);
      if (!forgotten) items.put.push_back(*outcome.item);
      if (outcome.body) bodies.put.push_back(*outcome.body);
    }
    commit({.items = {items}, .bodies = {bodies}});
  }

  void commit(const Batch& batch) {
    const auto done = store->commit(batch);
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }

  /// Everything declared is there, made by us and recorded.
  void converge() {
    record(apply(verdict().changes));
    record(verdict());
    ASSERT_TRUE(seen().findings.empty());
  }

  /// The world moved: what a driver's version token is there for.
  void by_hand(const std::string& key, const std::string& item) {
    items()[key] = item;
    ++regions[kRegion].version;
  }

  std::unique_ptr<Store> store = memory_store();
  FakeRegions regions{};
  FixedClock clock{};
  FakeOutside outside{clock};
  Roster::Spec spec{.address = {"roster", "crew"},
                    .table = "crew",
                    .key = "crew_id",
                    .replicas = {{.name = kRegion, .driver = "sqlite", .path = "/west.db"}},
                    .files = {"desired.toml"}};
};

}  // namespace jada::test
