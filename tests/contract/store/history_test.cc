#include <gmock/gmock.h>

#include <limits>

#include "tests/contract/store/stores.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using StoreHistory = StoreContract;

INSTANTIATE_TEST_SUITE_P(Both, StoreHistory, kBothBackends, name_of);

TEST_P(StoreHistory, ReplacesTheDriftOfOneReplicaKeepingWhenItWasFirstSeen) {
  const auto row = [](const char* item, const char* path, std::int64_t seen) {
    return DriftRow{.item = item,
                    .replica = {},
                    .path = path,
                    .cause = "drift",
                    .desired = "\"a\"",
                    .observed = {},
                    .first_seen_at = at(seen),
                    .last_seen_at = at(seen)};
  };
  Batch batch;
  batch.drift = {{kWest, {row("ada", "phone", 1), row("ada", "name", 1)}}, {kEast, {row("ada", "phone", 2)}}};
  commit(batch);
  batch.drift = {{kWest, {row("ada", "phone", 5), row("bo", "phone", 5)}}};
  commit(batch);
  std::vector<std::string> found;
  for (const DriftRow& drift : must(store_->drift(kCrew))) {
    found.push_back(drift.replica + " " + drift.item + " " + drift.path + " " +
                    std::to_string(drift.first_seen_at.time_since_epoch().count() / 1000) + "-" +
                    std::to_string(drift.last_seen_at.time_since_epoch().count() / 1000));
    EXPECT_EQ(drift.desired, "\"a\"");
    EXPECT_EQ(drift.observed, "");
  }
  EXPECT_THAT(found, ElementsAre("us-east-1 ada phone 2-2", "us-west-2 ada phone 1-5", "us-west-2 bo phone 5-5"));
}

TEST_P(StoreHistory, SeesDriftThatCameBackAsNew) {
  Batch drifted;
  drifted.drift = {
      {kWest, {{.item = "ada", .replica = {}, .path = "phone", .cause = "drift", .first_seen_at = at(1)}}}};
  Batch mended;
  mended.drift = {{kWest, {}}};
  commit(drifted);
  commit(mended);
  EXPECT_THAT(must(store_->drift(kCrew)), IsEmpty());
  drifted.drift[0].rows[0].first_seen_at = at(9);
  commit(drifted);
  EXPECT_EQ(must(store_->drift(kCrew)).at(0).first_seen_at, at(9));
}

TEST_P(StoreHistory, HoldsTheFence) {
  Batch claim;
  claim.claims_fence = true;
  claim.put = {{.address = {"@lease", "write"}}};
  commit(claim);
  EXPECT_EQ(must(store_->identity()).fence, 1);
  Batch fenced = records({{.address = kCrew}});
  fenced.fence = 1;
  commit(fenced);
  Batch takeover;
  takeover.fence = 1;
  takeover.claims_fence = true;
  commit(takeover);
  EXPECT_EQ(must(store_->identity()).fence, 2);
  fenced = records({{.address = kCrew, .revision = 1, .applied = "late"}});
  fenced.fence = 1;
  EXPECT_EQ(refusal(fenced), Code::conflict);
  EXPECT_EQ(must(store_->find(kCrew))->applied, "");
}

TEST_P(StoreHistory, MovesTheSerialOnlyWhenSomethingAdvances) {
  commit(records({{.address = kCrew}}));
  EXPECT_EQ(must(store_->identity()).serial, 0);
  Batch applied;
  applied.advances = true;
  commit(applied);
  commit(applied);
  EXPECT_EQ(must(store_->identity()).serial, 2);
}

TEST_P(StoreHistory, IsBornWithAnIdentityOfItsOwn) {
  const auto mine = must(store_->identity());
  const auto other = must(memory_store()->identity());
  EXPECT_THAT(mine.lineage, SizeIs(36));
  EXPECT_NE(mine.lineage, other.lineage);
  EXPECT_NE(mine.seed, other.seed);
  EXPECT_GT(mine.schema_version, 0);
  commit(records({{.address = kCrew}}));
  EXPECT_EQ(must(store_->identity()).lineage, mine.lineage);
  EXPECT_EQ(must(store_->identity()).seed, mine.seed);
}

TEST_P(StoreHistory, SnapshotsStayAtTheirMoment) {
  commit(items(kWest, {in_step("ada", 1)}));
  const auto before = must(store_->snapshot());
  Batch later = items(kWest, {in_step("bo", 1)});
  later.put = {{.address = kCrew}};
  later.advances = true;
  commit(later);
  EXPECT_THAT(keys(*before, kWest), ElementsAre("ada"));
  EXPECT_EQ(must(before->find(kCrew)), std::nullopt);
  EXPECT_EQ(must(before->identity()).serial, 0);
  EXPECT_THAT(keys(*must(store_->snapshot()), kWest), ElementsAre("ada", "bo"));
  EXPECT_THAT(keys(*store_, kWest), ElementsAre("ada", "bo"));
}

TEST_P(StoreHistory, NumbersEventsAndGivesTheNewestLast) {
  Batch batch;
  for (const char* type : {"a", "b", "c"}) {
    batch.events.push_back({.sequence = 77,
                            .at = at(3),
                            .run_id = "r1",
                            .address = "token.google",
                            .type = type,
                            .level = "warning",
                            .message = "it's"});
  }
  commit(batch);
  batch.events.resize(1);
  commit(batch);
  const auto newest = must(store_->events("", 3));
  ASSERT_THAT(newest, SizeIs(3));
  EXPECT_EQ(newest[0].type + newest[1].type + newest[2].type, "bca");
  EXPECT_EQ(newest[0].sequence, 2);
  EXPECT_EQ(newest[2].sequence, 4);
  EXPECT_EQ(newest[2].at, at(3));
  EXPECT_EQ(newest[2].run_id, "r1");
  EXPECT_EQ(newest[2].level, "warning");
  EXPECT_EQ(newest[2].message, "it's");
  EXPECT_THAT(must(store_->events("", 0)), IsEmpty());
  EXPECT_THAT(must(store_->events("", std::numeric_limits<std::size_t>::max())), SizeIs(4));
}

TEST_P(StoreHistory, FindsTheEventsOfAnAddressAndItsParts) {
  Batch batch;
  for (const char* address : {"roster.crew", "roster.crew2", "roster.crew/ada", "roster.crew/ada@us-west-2",
                              "roster.crew@us-west-2", "roster.crew/ada2", "roster.crew/ada/b", "", "roster.cre"}) {
    batch.events.push_back({.address = address, .type = "x"});
  }
  commit(batch);
  const auto of = [&](const std::string& address, std::size_t limit) {
    std::vector<std::string> found;
    for (const Event& event : must(store_->events(address, limit))) found.push_back(event.address);
    return found;
  };
  EXPECT_THAT(of("roster.crew", 99), ElementsAre("roster.crew", "roster.crew/ada", "roster.crew/ada@us-west-2",
                                                 "roster.crew@us-west-2", "roster.crew/ada2", "roster.crew/ada/b"));
  EXPECT_THAT(of("roster.crew/ada", 99), ElementsAre("roster.crew/ada", "roster.crew/ada@us-west-2"));
  EXPECT_THAT(of("roster.crew", 2), ElementsAre("roster.crew/ada2", "roster.crew/ada/b"));
  EXPECT_THAT(of("roster.nobody", 9), IsEmpty());
}

TEST_P(StoreHistory, KeepsBlobsByteForByteUntilForgotten) {
  const std::string bytes("\0\xff\n'", 4);
  Batch batch;
  batch.blobs = {{"compiled", bytes}, {"empty", ""}};
  commit(batch);
  EXPECT_EQ(must(store_->blob("compiled")), bytes);
  EXPECT_EQ(must(store_->blob("empty")), "");
  batch.blobs = {{"compiled", "new"}, {"empty", std::nullopt}};
  commit(batch);
  EXPECT_EQ(must(store_->blob("compiled")), "new");
  EXPECT_EQ(must(store_->blob("empty")), std::nullopt);
}

}  // namespace
}  // namespace jada
