#include "engine/loop/lease.h"

#include <gmock/gmock.h>

#include "state/open.h"
#include "state/store_over.h"
#include "tests/support/fake_node.h"
#include "tests/support/fake_regions.h"

namespace jada {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LeaseTest : public testing::Test {
 protected:
  Result<Lease> acquire(const std::string& run) {
    return Lease::acquire(*store, clock, node, {.run_id = run, .verb = "apply", .version = "0.1.0"});
  }
  /// The lease of a process that is gone without giving it back.
  void leave_behind(std::int64_t pid) {
    node.pid = pid;
    auto lease = acquire("left");
    ASSERT_TRUE(lease);
    const auto record = store->find({.kind = "@lease", .name = "controller"});
    { const Lease gone = std::move(*lease); }
    Record again = **record;
    again.revision = 0;
    ASSERT_TRUE(store->commit({.put = {again}}));
  }
  std::string holder() {
    const auto found = lease_holder(*store);
    return found && *found ? (*found)->run_id : "nobody";
  }

  std::unique_ptr<Store> store = memory_store();
  test::FixedClock clock{};
  test::FakeNode node{};
};

TEST_F(LeaseTest, GoesWithTheObject) {
  {
    const auto lease = acquire("first");
    ASSERT_TRUE(lease);
    EXPECT_EQ(holder(), "first");
  }
  EXPECT_EQ(holder(), "nobody");
  EXPECT_TRUE(acquire("second"));
}

TEST_F(LeaseTest, IsHeldByOneAndSaysByWhom) {
  auto lease = acquire("r1");
  ASSERT_TRUE(lease);
  clock.time += std::chrono::seconds{12};
  ASSERT_TRUE(lease->heartbeat("applying", 12, 40));
  clock.time += std::chrono::seconds{3};
  const auto second = acquire("r2");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::conflict);
  EXPECT_EQ(second.error().message,
            "the state is in use by apply r1 (ann on ci-7, pid 4242, 0.1.0): applying 12/40, started 15s ago, "
            "heartbeat 3s ago");
}

TEST_F(LeaseTest, OfADeadHolderIsTakenOverAtOnce) {
  leave_behind(5123);
  EXPECT_FALSE(acquire("early")) << "he may still live";
  node.dead = {5123};
  const auto lease = acquire("heir");
  ASSERT_TRUE(lease);
  EXPECT_EQ(holder(), "heir");
}

TEST_F(LeaseTest, WithoutAHeartbeatForItsLengthIsTakenOver) {
  leave_behind(5123);
  clock.time += std::chrono::seconds{30};
  EXPECT_FALSE(acquire("early"));
  clock.time += Duration{1};
  EXPECT_TRUE(acquire("heir"));
}

TEST_F(LeaseTest, KeepsAliveByItsHeartbeat) {
  auto lease = acquire("r1");
  ASSERT_TRUE(lease);
  for (int i = 0; i < 10; ++i) {
    clock.time += std::chrono::seconds{20};
    ASSERT_TRUE(lease->heartbeat("applying", 1, 2));
    EXPECT_FALSE(acquire("r2"));
  }
}

TEST_F(LeaseTest, TakenOverLetsTheOldHolderWriteNothingMore) {
  auto slow = acquire("slow");
  ASSERT_TRUE(slow);
  const auto old_fence = slow->fence();
  clock.time += std::chrono::minutes{5};
  const auto heir = acquire("heir");
  ASSERT_TRUE(heir);
  EXPECT_NE(heir->fence(), old_fence);
  const Record mark{.address = {.kind = "roster", .name = "crew"}, .applied = "{}"};
  const auto refused = store->commit({.put = {mark}, .fence = old_fence});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
  const auto beat = slow->heartbeat("applying", 1, 2);
  ASSERT_FALSE(beat);
  EXPECT_EQ(beat.error().code, Code::conflict);
  EXPECT_TRUE(store->commit({.put = {mark}, .fence = heir->fence()}));
}

TEST_F(LeaseTest, TakenOverIsNotEndedByTheOldHolder) {
  std::optional<Lease> heir;
  {
    const auto slow = acquire("slow");
    ASSERT_TRUE(slow);
    clock.time += std::chrono::minutes{5};
    auto taken = acquire("heir");
    ASSERT_TRUE(taken);
    heir.emplace(std::move(*taken));
  }
  EXPECT_EQ(holder(), "heir");
}

TEST_F(LeaseTest, BreaksOnlyWhenStale) {
  const auto nobody = break_stale_lease(*store, node, clock.now());
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, Code::missing);

  leave_behind(5123);
  const auto lively = break_stale_lease(*store, node, clock.now());
  ASSERT_FALSE(lively);
  EXPECT_EQ(lively.error().code, Code::conflict);
  EXPECT_THAT(lively.error().message, HasSubstr("pid 5123"));

  const auto fence = store->identity()->fence;
  node.dead = {5123};
  EXPECT_TRUE(break_stale_lease(*store, node, clock.now()));
  EXPECT_EQ(holder(), "nobody");
  EXPECT_FALSE(store->commit({.put = {{.address = {.kind = "roster", .name = "crew"}}}, .fence = fence}))
      << "a holder who was only slow";
}

/// Somebody else takes the stale lease over between the look and the commit.
class Overtaken final : public state::StoreOver<Store&> {
 public:
  Overtaken(Store& inner, std::function<void()> overtake) : StoreOver(inner), overtake_(std::move(overtake)) {}
  Result<Done> commit(const Batch& batch) override {
    if (overtake_) std::exchange(overtake_, {})();
    return view_.commit(batch);
  }
  Result<std::unique_ptr<StateView>> snapshot() const override { return view_.snapshot(); }
  Result<Done> tidy() override { return view_.tidy(); }
  Result<Done> backup(const std::string& path) const override { return view_.backup(path); }
  Result<std::vector<std::string>> check() const override { return view_.check(); }

 private:
  std::function<void()> overtake_;
};

TEST_F(LeaseTest, GoesToOneOfTwoWhoSeeTheSameStaleOne) {
  leave_behind(5123);
  node.dead = {5123};
  std::optional<Lease> faster;
  Overtaken contested(*store, [&] { faster.emplace(std::move(*acquire("faster"))); });
  const auto slower = Lease::acquire(contested, clock, node, {.run_id = "slower", .verb = "apply", .version = "0.1.0"});
  EXPECT_FALSE(slower);
  EXPECT_EQ(holder(), "faster");
}

TEST_F(LeaseTest, BreakingDoesNotHitWhoTookItOverMeanwhile) {
  leave_behind(5123);
  node.dead = {5123};
  std::optional<Lease> heir;
  Overtaken contested(*store, [&] {
    node.pid = 6001;
    heir.emplace(std::move(*acquire("heir")));
  });
  (void)break_stale_lease(contested, node, clock.now());
  EXPECT_EQ(holder(), "heir");
}

TEST_F(LeaseTest, IsWaitedForAsLongAsPatienceLasts) {
  std::optional<Lease> other;
  {
    auto taken = acquire("other");
    ASSERT_TRUE(taken);
    other.emplace(std::move(*taken));
  }
  std::vector<std::string> told;
  const auto waiting = [&](const std::string& sentence) { told.push_back(sentence); };
  const LeaseRequest request{.run_id = "late", .verb = "apply", .version = "0.1.0"};

  const auto in_vain =
      Lease::acquire_within(std::chrono::seconds{1}, *store, clock, node, request, waiting, [&](Duration pause) {
        clock.time += pause;
        return true;
      });
  ASSERT_FALSE(in_vain);
  EXPECT_EQ(in_vain.error().code, Code::conflict);
  EXPECT_THAT(told, ElementsAre(AllOf(HasSubstr("apply other"), HasSubstr("ann on ci-7")))) << "said once";

  const auto patient =
      Lease::acquire_within(std::chrono::seconds{1}, *store, clock, node, request, waiting, [&](Duration) {
        other.reset();
        return true;
      });
  EXPECT_TRUE(patient);

  told.clear();
  EXPECT_FALSE(Lease::acquire_within(Duration{0}, *store, clock, node, request, waiting, [](Duration) {
    ADD_FAILURE() << "there was no patience";
    return false;
  }));
  EXPECT_THAT(told, IsEmpty());
}

}  // namespace
}  // namespace jada
