#include "engine/loop/world_passes.h"

#include <algorithm>

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr Duration kBusyPause = 2s;  // while somebody else holds the lease, or the state takes nothing

}  // namespace

void WorldPasses::turn() {
  if (began_ || loop_.now() < not_before_) return;
  if (is_whole_due_) return launch_whole();
  auto due = loop_.queue.due(Stage::world, loop_.now());
  if (!due.empty()) launch(std::move(due));
}

// It reads the file for itself, since a block that is gone but owes a delete is added to what it works on.
void WorldPasses::launch_whole() {
  began_ = loop_.now();
  loop_.flights.launch([this]() -> std::function<void()> {
    auto loaded = loop_.host.load_apart();
    Result<Converged> result = Error{};
    std::string read;
    if (!loaded) {
      result = loaded.error();
    } else {
      read = loaded->desired.sha256;
      Budget budget(loop_.outside.clock, loop_.stopping);
      result = converge(loaded->desired,
                        {.parallelism = loaded->desired.controller.max_concurrent, .version = loop_.host.version()},
                        loop_.ports(*loaded->store, budget), loop_.host.node());
    }
    return [this, read, result = std::move(result)] { land_whole(result, read); };
  });
}

// The file moved between the loop's reading and this one: the loop reads it anew, or it would undo what was done here.
// One that cannot be used leaves the last good one in force.
void WorldPasses::land_whole(const Result<Converged>& result, const std::string& read) {
  const bool has_moved = read != loop_.desired().sha256;
  loop_.is_reload_wanted = loop_.is_reload_wanted || has_moved;
  if (!result && result.error().code == Code::invalid) is_whole_due_ = false;
  land(result, true);
}

void WorldPasses::restart() {
  not_before_ = Time{};
  if (began_) began_ = loop_.now();
}

void WorldPasses::launch(std::set<Address> due) {
  began_ = loop_.now();
  Generation& generation = loop_.generation();
  ++generation.used;
  ConvergeRequest request{.later = loop_.queue.held_back(loop_.now()),
                          .parallelism = loop_.settings().max_concurrent,
                          .version = loop_.host.version()};
  loop_.flights.launch([this, &generation, due = std::move(due), request]() mutable -> std::function<void()> {
    request.only = &due;
    auto result = converge_apart(generation.desired, request);
    return [this, &generation, result = std::move(result)] {
      --generation.used;
      land(result, false);
    };
  });
}

Result<Converged> WorldPasses::converge_apart(Desired& desired, const ConvergeRequest& request) {
  if (!store_) {
    auto opened = loop_.host.open_store();
    if (!opened) return opened.error();
    store_ = std::move(*opened);
  }
  Budget budget(loop_.outside.clock, loop_.stopping);
  return converge(desired, request, loop_.ports(*store_, budget), loop_.host.node());
}

void WorldPasses::land(const Result<Converged>& result, bool is_whole) {
  began_.reset();
  if (!result || result->was_busy) not_before_ = loop_.now() + kBusyPause;
  if (!result) return loop_.fail(result.error(), "the world");
  loop_.well("the world");
  if (result->was_busy) return;
  if (is_whole) {
    is_whole_due_ = false;
    was_whole_ = true;
  }
  loop_.look_took = std::max(result->look, loop_.look_took / 2);
  for (const auto& [address, looked] : result->looked) {
    const bool is_news = loop_.queue.learn(address, looked, loop_.pace(), loop_.now());
    loop_.alerts_due = loop_.alerts_due || is_news;
    loop_.has_news_for_jobs = loop_.has_news_for_jobs || is_news;
  }
}

}  // namespace jada
