#include "engine/loop/store_memory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "state/open.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/scratch.h"

namespace jada {
namespace {

constexpr int kMany = 24;

std::string name_of(int number) { return "t" + std::to_string(number); }

// The first commit lasts until everybody has begun to keep something; one that holds a bad event fails as a whole.
class SlowAtFirst final : public test::ForwardingStore {
 public:
  SlowAtFirst(std::unique_ptr<Store> real, std::latch& all_began, std::atomic<int>& commits)
      : ForwardingStore(*real), real_(std::move(real)), all_began_(all_began), commits_(commits) {}

  Result<Done> commit(const Batch& batch) override {
    if (commits_++ == 0) all_began_.wait();
    for (const Event& event : batch.events) {
      if (event.type == "bad") return Error{Code::denied, "no room for it"};
    }
    return ForwardingStore::commit(batch);
  }

 private:
  std::unique_ptr<Store> real_;
  std::latch& all_began_;
  std::atomic<int>& commits_;
};

class StoreMemoryTest : public testing::Test {
 protected:
  Result<std::unique_ptr<Store>> open(bool to_write) {
    auto store = open_store(folder_.path("state.db"), to_write ? OpenMode::create : OpenMode::read_only);
    if (!store || !to_write) return store;
    return std::unique_ptr<Store>(std::make_unique<SlowAtFirst>(std::move(*store), all_began_, commits_));
  }

  Result<Done> keep(int number, const std::string& type = "token.refreshed") {
    return memory_.keep({.kind = "token", .name = name_of(number)}, "{\"n\":" + std::to_string(number) + "}",
                        {.address = "token." + name_of(number), .type = type, .level = "info"});
  }

  const test::Scratch folder_{};
  std::latch all_began_{kMany};
  std::atomic<int> commits_ = 0;
  StoreMemory memory_{[this](bool to_write) { return open(to_write); }};
};

TEST_F(StoreMemoryTest, RecallsNothingWhereThereIsNoState) {
  const auto recalled = memory_.recall({.kind = "token", .name = "t0"});
  ASSERT_TRUE(recalled);
  EXPECT_FALSE(*recalled);
}

TEST_F(StoreMemoryTest, KeepsWhatManyKeepAtOnceAndFailsOnlyWhoIsAtFault) {
  std::vector<Result<Done>> outcomes(kMany, Error{Code::internal, "never ended"});
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kMany; ++i) {
      threads.emplace_back([&, i] {
        all_began_.count_down();
        outcomes[static_cast<std::size_t>(i)] = keep(i, i == 7 ? "bad" : "token.refreshed");
      });
    }
  }
  for (int i = 0; i < kMany; ++i) {
    SCOPED_TRACE(i);
    const auto recalled = memory_.recall({.kind = "token", .name = name_of(i)});
    ASSERT_TRUE(recalled);
    EXPECT_EQ(outcomes[static_cast<std::size_t>(i)].has_value(), i != 7);
    EXPECT_EQ(*recalled, i == 7 ? std::nullopt : std::optional("{\"n\":" + std::to_string(i) + "}"));
  }
  EXPECT_EQ(outcomes[7].error().message, "no room for it");
  EXPECT_TRUE(keep(7));
}

}  // namespace
}  // namespace jada
