#include <gmock/gmock.h>

#include <limits>

#include "tests/contract/store/stores.h"

namespace jada {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

using StoreItems = StoreContract;

INSTANTIATE_TEST_SUITE_P(Both, StoreItems, kBothBackends, name_of);

TEST_P(StoreItems, GivesEveryFieldOfAnItemBack) {
  constexpr Digest kLarge = std::numeric_limits<Digest>::max() - 1;
  const ItemRecord full{.key = "ada",
                        .applied = kLarge,
                        .observed = 0,
                        .raw = std::nullopt,
                        .status = ItemStatus::differs,
                        .verified_at = at(0)};
  commit(items(kWest, {full}));
  const ItemRecord back = must(store_->find_item({"roster", "crew", "ada", "us-west-2"})).value();
  EXPECT_EQ(back.key, "ada");
  EXPECT_EQ(back.revision, 1);
  EXPECT_EQ(back.applied, kLarge);
  EXPECT_THAT(back.observed, Optional(Digest{0}));
  EXPECT_EQ(back.raw, std::nullopt);
  EXPECT_EQ(back.status, ItemStatus::differs);
  EXPECT_EQ(back.verified_at, at(0));
}

TEST_P(StoreItems, RefusesAStaleItem) {
  commit(items(kWest, {in_step("ada", 1)}));
  struct Case {
    const char* name;
    const char* key;
    std::int64_t revision;
  };
  const Case cases[] = {{"new, but there is one", "ada", 0}, {"not the stored one", "ada", 7}, {"is gone", "bo", 1}};
  for (const auto& [name, key, revision] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(refusal(items(kWest, {in_step(key, 2, revision)})), Code::conflict);
    EXPECT_THAT(message_, HasSubstr(std::string("roster.crew/") + key + "@us-west-2"));
  }
  EXPECT_THAT(must(store_->find_item({"roster", "crew", "ada", "us-west-2"}))->applied, Optional(Digest{1}));
}

TEST_P(StoreItems, KeepsReplicasOfAnItemApart) {
  commit(items(kWest, {in_step("ada", 1)}));
  commit(items(kEast, {in_step("ada", 2)}));
  commit(items(kWest, {in_step("ada", 3, 1)}));
  EXPECT_THAT(must(store_->find_item({"roster", "crew", "ada", "us-west-2"}))->applied, Optional(Digest{3}));
  EXPECT_THAT(must(store_->find_item({"roster", "crew", "ada", "us-east-1"}))->applied, Optional(Digest{2}));
}

TEST_P(StoreItems, StoresItemsBeforeTheirRecordWithoutInventingOne) {
  commit(items(kWest, {in_step("ada", 1)}));
  EXPECT_EQ(must(store_->find(kWest)), std::nullopt);
  EXPECT_THAT(must(store_->list("roster")), IsEmpty());
  commit(records({{.address = kWest}}));
  EXPECT_EQ(must(store_->find(kWest))->revision, 1);
  EXPECT_THAT(keys(*store_, kWest), ElementsAre("ada"));
}

TEST_P(StoreItems, WalksItemsInByteOrder) {
  const std::string with_zero("a\0b", 3);
  commit(items(kWest, {in_step("b", 1), in_step("ä", 1), in_step("a", 1), in_step("Z", 1), in_step("10", 1),
                       in_step("9", 1), in_step(with_zero, 1), in_step("a b", 1), in_step("日本", 1)}));
  EXPECT_THAT(keys(*store_, kWest), ElementsAre("10", "9", "Z", "a", with_zero, "a b", "b", "ä", "日本"));
}

TEST_P(StoreItems, StopsWalkingWhenTold) {
  commit(items(kWest, {in_step("a", 1), in_step("b", 1), in_step("c", 1)}));
  int seen = 0;
  must(store_->each_item(kWest, [&](const ItemRecord&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TEST_P(StoreItems, ReadsAnotherReplicaWhileWalkingOne) {
  commit(items(kWest, {in_step("a", 1), in_step("b", 1)}));
  commit(items(kEast, {in_step("c", 1), in_step("d", 1)}));
  std::vector<std::string> seen;
  must(store_->each_item(kWest, [&](const ItemRecord& west) {
    seen.push_back(west.key);
    for (const std::string& key : keys(*store_, kEast)) seen.push_back(key);
    return true;
  }));
  EXPECT_THAT(seen, ElementsAre("a", "c", "d", "b", "c", "d"));
}

TEST_P(StoreItems, TakesAnyTextAsAKey) {
  for (const std::string key : {"o'hara", "\"", "a/b@c", "%_", "'; DROP TABLE _item; --", "\n"}) {
    SCOPED_TRACE(key);
    commit(items(kWest, {in_step(key, 5)}));
    EXPECT_THAT(must(store_->find_item({"roster", "crew", key, "us-west-2"}))->applied, Optional(Digest{5}));
  }
}

TEST_P(StoreItems, TakesTenThousandItemsInOneBatch) {
  std::vector<ItemRecord> many;
  for (int i = 10'000; i < 20'000; ++i) many.push_back(in_step(std::to_string(i), static_cast<Digest>(i)));
  commit(items(kWest, many));
  for (ItemRecord& item : many) item.revision = 1;
  many[9'999].revision = 3;
  EXPECT_EQ(refusal(items(kWest, many)), Code::conflict);
  std::int64_t next = 10'000;
  must(store_->each_item(kWest, [&](const ItemRecord& item) {
    return item.key == std::to_string(next) && item.applied == static_cast<Digest>(next++) && item.revision == 1;
  }));
  EXPECT_EQ(next, 20'000);
}

TEST_P(StoreItems, ForgetsItems) {
  commit(items(kWest, {in_step("a", 1), in_step("b", 1)}));
  commit(items(kWest, {in_step("b", 2)}, {"a", "b", "never there"}));
  EXPECT_THAT(keys(*store_, kWest), ElementsAre("b"));
  EXPECT_EQ(must(store_->find_item({"roster", "crew", "b", "us-west-2"}))->revision, 1);
}

TEST_P(StoreItems, CountsWhatIsOursOverAllReplicas) {
  ItemRecord foreign = in_step("foreign", 1);
  foreign.applied.reset();
  commit(items(kWest, {in_step("a", 1), in_step("b", 0), foreign}));
  commit(items(kEast, {in_step("a", 1)}));
  commit(items({"roster", "crew2", {}, "us-east-1"}, {in_step("a", 1)}));
  EXPECT_EQ(must(store_->count_applied(kCrew)), 3);
}

TEST_P(StoreItems, GivesBodiesInTheOrderAsked) {
  Batch batch;
  batch.bodies = {{kCrew, {{"ada", 1, "one"}, {"ada", 2, "two"}, {"bo", 1, ""}}}};
  commit(batch);
  const StateView::BodyKey wanted[] = {{"bo", 1}, {"ada", 3}, {"ada", 2}, {"nobody", 1}, {"ada", 1}};
  EXPECT_THAT(must(store_->bodies(kCrew, wanted)), ElementsAre("", std::nullopt, "two", std::nullopt, "one"));
  EXPECT_THAT(must(store_->bodies({"roster", "crew2"}, wanted)), SizeIs(5));
}

TEST_P(StoreItems, LeavesABodyAlreadyStoredAlone) {
  Batch batch;
  batch.bodies = {{kCrew, {{"ada", 1, "first"}}}};
  commit(batch);
  batch.bodies[0].put[0].text = "second";
  commit(batch);
  const StateView::BodyKey body{"ada", 1};
  EXPECT_THAT(must(store_->bodies(kCrew, {&body, 1})), ElementsAre("first"));
}

TEST_P(StoreItems, TidiesBodiesNobodyRefersTo) {
  ItemRecord seen{.key = "seen", .observed = 2, .status = ItemStatus::extra};
  Batch batch = items(kWest, {in_step("ada", 1), seen});
  batch.bodies = {{kCrew, {{"ada", 1, "kept"}, {"ada", 2, "old"}, {"bo", 1, "gone"}, {"seen", 2, "kept too"}}}};
  batch.bodies.push_back({{"roster", "crew2"}, {{"ada", 1, "of a namesake"}}});
  commit(batch);
  must(store_->tidy());
  const StateView::BodyKey wanted[] = {{"ada", 1}, {"ada", 2}, {"bo", 1}, {"seen", 2}};
  EXPECT_THAT(must(store_->bodies(kCrew, wanted)), ElementsAre("kept", std::nullopt, std::nullopt, "kept too"));
  EXPECT_THAT(must(store_->bodies({"roster", "crew2"}, {wanted, 1})), ElementsAre(std::nullopt));
}

TEST_P(StoreItems, ChecksThatWhatWasAppliedHasItsBody) {
  Batch batch = items(kWest, {in_step("ada", 1)});
  batch.bodies = {{kCrew, {{"ada", 1, "{}"}}}};
  commit(batch);
  EXPECT_THAT(must(store_->check()), IsEmpty());
  commit(items(kWest, {in_step("bo", 2)}));
  EXPECT_THAT(must(store_->check()), ElementsAre(HasSubstr("roster.crew/bo@us-west-2")));
}

}  // namespace
}  // namespace jada
