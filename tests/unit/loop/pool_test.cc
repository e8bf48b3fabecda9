#include "engine/loop/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <vector>

namespace jada {
namespace {

TEST(Pool, DoesEveryJobOnce) {
  for (const std::size_t jobs : {0u, 1u, 7u, 1000u}) {
    for (const std::size_t width : {0u, 1u, 4u, 64u}) {
      std::vector<std::atomic<int>> done(jobs);
      on_pool(jobs, width, [&](std::size_t, std::size_t job) { ++done[job]; });
      for (std::size_t job = 0; job < jobs; ++job) EXPECT_EQ(done[job], 1) << job << " of " << jobs << " at " << width;
    }
  }
}

TEST(Pool, NeverIsWiderThanAsked) {
  std::atomic<int> busy = 0;
  std::atomic<int> most = 0;
  on_pool(2000, 3, [&](std::size_t worker, std::size_t) {
    EXPECT_LT(worker, 3u);
    const int now = ++busy;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) continue;
    --busy;
  });
  EXPECT_LE(most, 3);
}

// Three jobs that each wait for the other two end only if they run side by side.
TEST(Pool, RunsAsManySideBySide) {
  std::barrier together(3);
  on_pool(3, 3, [&](std::size_t, std::size_t) { together.arrive_and_wait(); });
}

TEST(Pool, OfOneStaysOnTheCallingThreadInOrder) {
  std::vector<std::size_t> order;
  on_pool(5, 1, [&](std::size_t worker, std::size_t job) {
    EXPECT_EQ(worker, 0u);
    order.push_back(job);
  });
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
}

}  // namespace
}  // namespace jada
