#include "engine/loop/pool.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace jada {

void on_pool(std::size_t jobs, std::size_t width, const std::function<void(std::size_t, std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto drain = [&](std::size_t worker) {
    for (std::size_t job = next++; job < jobs; job = next++) work(worker, job);
  };
  std::vector<std::jthread> others;
  for (std::size_t worker = 1; worker < std::min(width, jobs); ++worker) others.emplace_back(drain, worker);
  drain(0);
}

}  // namespace jada
