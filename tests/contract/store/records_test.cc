#include <gmock/gmock.h>

#include "tests/contract/store/stores.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using StoreRecords = StoreContract;

INSTANTIATE_TEST_SUITE_P(Both, StoreRecords, kBothBackends, name_of);

TEST_P(StoreRecords, StartsEmpty) {
  EXPECT_THAT(must(store_->list("")), IsEmpty());
  EXPECT_EQ(must(store_->find(kCrew)), std::nullopt);
  EXPECT_EQ(must(store_->find_item({"roster", "crew", "ada", "us-west-2"})), std::nullopt);
  EXPECT_EQ(must(store_->blob("compiled")), std::nullopt);
  EXPECT_EQ(must(store_->count_applied(kCrew)), 0);
  EXPECT_THAT(must(store_->events("", 10)), IsEmpty());
  EXPECT_THAT(keys(*store_, kWest), IsEmpty());
}

TEST_P(StoreRecords, GivesEveryFieldOfARecordBack) {
  const Record full{.address = kWest,
                    .applied = R"({"a":"it's \"quoted\" ü"})",
                    .observed = "[]",
                    .standing = R"({"condition":"Ready"})",
                    .observed_at = at(10),
                    .applied_at = Time{Duration{11'001}},
                    .succeeded_at = at(0),
                    .due_at = at(-13),
                    .failures = 4,
                    .last_error = "line 1\nline 2"};
  commit(records({full}));
  const Record back = must(store_->find(kWest)).value();
  EXPECT_EQ(back.address, full.address);
  EXPECT_EQ(back.revision, 1);
  EXPECT_EQ(back.applied, full.applied);
  EXPECT_EQ(back.observed, full.observed);
  EXPECT_EQ(back.standing, full.standing);
  EXPECT_EQ(back.observed_at, full.observed_at);
  EXPECT_EQ(back.applied_at, full.applied_at);
  EXPECT_EQ(back.succeeded_at, full.succeeded_at);
  EXPECT_EQ(back.due_at, full.due_at);
  EXPECT_EQ(back.failures, full.failures);
  EXPECT_EQ(back.last_error, full.last_error);
}

TEST_P(StoreRecords, KeepsEmptyTextsAndAbsentTimesApart) {
  commit(records({{.address = kCrew}}));
  const Record back = must(store_->find(kCrew)).value();
  EXPECT_EQ(back.applied, "");
  EXPECT_EQ(back.last_error, "");
  EXPECT_EQ(back.observed_at, std::nullopt);
  EXPECT_EQ(back.due_at, std::nullopt);
}

TEST_P(StoreRecords, MovesARecordsRevisionByOne) {
  commit(records({{.address = kCrew, .applied = "1"}}));
  commit(records({{.address = kCrew, .revision = 1, .applied = "2"}}));
  const Record back = must(store_->find(kCrew)).value();
  EXPECT_EQ(back.revision, 2);
  EXPECT_EQ(back.applied, "2");
}

TEST_P(StoreRecords, RefusesAStaleRecord) {
  commit(records({{.address = kCrew, .applied = "1"}}));
  struct Case {
    const char* name;
    Address address;
    std::int64_t revision;
  };
  const Case cases[] = {{"new, but there is one", kCrew, 0}, {"too old or too new", kCrew, 2}, {"is gone", kWest, 1}};
  for (const auto& [name, address, revision] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(refusal(records({{.address = address, .revision = revision, .applied = "9"}})), Code::conflict);
    EXPECT_THAT(message_, HasSubstr(to_string(address)));
  }
  EXPECT_EQ(must(store_->find(kCrew))->applied, "1");
  EXPECT_EQ(must(store_->find(kWest)), std::nullopt);
}

TEST_P(StoreRecords, RefusesTheSameRecordTwiceInOneBatch) {
  EXPECT_EQ(refusal(records({{.address = kCrew}, {.address = kCrew}})), Code::conflict);
  EXPECT_EQ(must(store_->find(kCrew)), std::nullopt);
}

TEST_P(StoreRecords, WritesAllOfABatchOrNothing) {
  commit(items(kWest, {in_step("ada", 1)}));
  Batch batch = items(kWest, {in_step("bo", 1), in_step("ada", 9, 5)});  // the last one is stale
  batch.put = {{.address = kCrew}};
  batch.forget = {{"roster", "other"}};
  batch.bodies = {{kCrew, {{"bo", 1, "{}"}}}};
  batch.drift = {{kWest, {{.item = "bo", .replica = {}, .path = "phone", .cause = "drift"}}}};
  batch.events = {{.type = "run.started"}};
  batch.blobs = {{"compiled", "bytes"}};
  batch.advances = true;
  batch.claims_fence = true;
  EXPECT_EQ(refusal(batch), Code::conflict);
  EXPECT_THAT(keys(*store_, kWest), ElementsAre("ada"));
  EXPECT_EQ(must(store_->find(kCrew)), std::nullopt);
  const StateView::BodyKey body{"bo", 1};
  EXPECT_THAT(must(store_->bodies(kCrew, {&body, 1})), ElementsAre(std::nullopt));
  EXPECT_THAT(must(store_->drift(kCrew)), IsEmpty());
  EXPECT_THAT(must(store_->events("", 10)), IsEmpty());
  EXPECT_EQ(must(store_->blob("compiled")), std::nullopt);
  EXPECT_EQ(must(store_->identity()).serial, 0);
  EXPECT_EQ(must(store_->identity()).fence, 0);
}

TEST_P(StoreRecords, ListsOneKindInOrderReplicasAfterTheirResource) {
  commit(records({{.address = kWest},
                  {.address = {"roster", "b"}},
                  {.address = kEast},
                  {.address = kCrew},
                  {.address = {"token", "google"}},
                  {.address = {"@run", "r1"}}}));
  std::vector<std::string> rosters;
  for (const Record& record : must(store_->list("roster"))) rosters.push_back(to_string(record.address));
  EXPECT_THAT(rosters, ElementsAre("roster.b", "roster.crew", "roster.crew@us-east-1", "roster.crew@us-west-2"));
}

TEST_P(StoreRecords, ListsAllKindsButTheReserved) {
  commit(records({{.address = {"token", "google"}},
                  {.address = {"@run", "r1"}},
                  {.address = kCrew},
                  {.address = {"@lease", "write"}},
                  {.address = {"9to5", "x"}}}));
  std::vector<std::string> all;
  for (const Record& record : must(store_->list(""))) all.push_back(to_string(record.address));
  EXPECT_THAT(all, ElementsAre("9to5.x", "roster.crew", "token.google"));
  EXPECT_THAT(must(store_->list("@run")), SizeIs(1));
}

TEST_P(StoreRecords, ForgetsAResourceWithAllThatIsItsOwn) {
  const Address other{"roster", "crew2"};
  for (const Address& resource : {kCrew, other}) {
    const Address replica{resource.kind, resource.name, {}, "us-west-2"};
    Batch batch = items(replica, {in_step("ada", 1)});
    batch.put = {{.address = resource}, {.address = replica}};
    batch.bodies = {{resource, {{"ada", 1, "{}"}}}};
    batch.drift = {{replica, {{.item = "ada", .replica = {}, .path = "phone", .cause = "drift"}}}};
    commit(batch);
  }
  Batch gone;
  gone.forget = {kCrew, {"roster", "never there"}};
  commit(gone);
  const StateView::BodyKey body{"ada", 1};
  EXPECT_EQ(must(store_->find(kCrew)), std::nullopt);
  EXPECT_EQ(must(store_->find(kWest)), std::nullopt);
  EXPECT_THAT(keys(*store_, kWest), IsEmpty());
  EXPECT_THAT(must(store_->bodies(kCrew, {&body, 1})), ElementsAre(std::nullopt));
  EXPECT_THAT(must(store_->drift(kCrew)), IsEmpty());
  EXPECT_THAT(must(store_->list("roster")), SizeIs(2));
  EXPECT_THAT(must(store_->bodies(other, {&body, 1})), ElementsAre("{}"));
  EXPECT_THAT(must(store_->drift(other)), SizeIs(1));
  EXPECT_EQ(must(store_->count_applied(other)), 1);
}

TEST_P(StoreRecords, ForgetsOneReplicaOnly) {
  for (const Address& replica : {kWest, kEast}) {
    Batch batch = items(replica, {in_step("ada", 1)});
    batch.put = {{.address = replica}};
    batch.drift = {{replica, {{.item = "ada", .replica = {}, .path = "phone", .cause = "drift"}}}};
    commit(batch);
  }
  Batch kept;
  kept.bodies = {{kCrew, {{"ada", 1, "{}"}}}};
  commit(kept);
  Batch gone;
  gone.forget = {kWest};
  commit(gone);
  const StateView::BodyKey body{"ada", 1};
  EXPECT_EQ(must(store_->find(kWest)), std::nullopt);
  EXPECT_THAT(keys(*store_, kWest), IsEmpty());
  EXPECT_THAT(keys(*store_, kEast), ElementsAre("ada"));
  EXPECT_THAT(must(store_->drift(kCrew)), ElementsAre(testing::Field(&DriftRow::replica, "us-east-1")));
  EXPECT_THAT(must(store_->bodies(kCrew, {&body, 1})), ElementsAre("{}"));
}

TEST_P(StoreRecords, NeverTakesAnItemForItsResource) {
  commit(records({{.address = kCrew}}));
  Batch slip;
  slip.forget = {{"roster", "crew", "ada"}};
  EXPECT_EQ(refusal(slip), Code::internal);
  EXPECT_EQ(refusal(records({{.address = {"roster", "crew", "ada"}, .revision = 1}})), Code::internal);
  EXPECT_EQ(must(store_->find({"roster", "crew", "ada"})), std::nullopt);
  EXPECT_EQ(must(store_->find(kCrew))->revision, 1);
}

}  // namespace
}  // namespace jada
