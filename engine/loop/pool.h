// Work on a bounded number of threads: the only place that starts any.
#pragma once

#include <cstddef>
#include <functional>

namespace jada {

/// Calls `work(worker, job)` for every job from 0 to `jobs` - 1, at most `width` at a time; returns when all ended.
/// Jobs start in order. `worker` counts from 0 and tells the threads apart; 0 is the calling thread.
void on_pool(std::size_t jobs, std::size_t width, const std::function<void(std::size_t worker, std::size_t job)>& work);

}  // namespace jada
