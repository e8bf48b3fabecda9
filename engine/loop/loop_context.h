// What the parts of the controller loop share: one thread's, but for the two wishes to stop.
#pragma once

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/loop/budget.h"
#include "engine/loop/controller.h"
#include "engine/loop/flights.h"
#include "engine/loop/work_queue.h"

namespace jada {

/// One reading of the file, and how much of what is under way refers to it.
struct Generation {
  Desired desired{};
  std::size_t used = 0;
};

struct LoopContext {
  LoopContext(LoopHost& of, const Controller& controller) : host(of), outside(of.outside(controller, stop_jobs)) {}

  LoopHost& host;
  std::atomic<bool> stop_jobs = false;  ///< what takes long is to end
  std::atomic<bool> stopping = false;   ///< nothing new is begun
  Outside outside;
  Flights flights{host};
  WorkQueue queue{};
  std::vector<std::unique_ptr<Generation>> generations{};  ///< the last one is in force
  Duration look_took{};                                    ///< by the last looks at the world
  std::map<std::string, std::string> troubles{};           ///< by part of the loop: why it cannot work
  bool is_reload_wanted = false;
  bool alerts_due = true;
  bool has_news_for_jobs = false;

  Time now() const { return outside.clock.now(); }
  Generation& generation() { return *generations.back(); }
  Desired& desired() { return generation().desired; }
  const Controller& settings() { return desired().controller; }
  CyclePorts ports(Store& store, Progress& progress) { return {store, outside, progress, host.kinds()}; }

  /// Looking takes a hundredth of the time at most.
  WorkQueue::Pace pace() {
    const Duration local = std::clamp<Duration>(look_took * 100, settings().tick,
                                                std::max<Duration>(settings().tick, std::chrono::minutes{5}));
    return {.local = local, .remote = std::max(settings().look_every, settings().tick)};
  }

  /// Until that part is well(). Said when it is news.
  void fail(const Error& error, const std::string& part) {
    std::string& told = troubles[part];
    if (told == error.message) return;
    told = error.message;
    outside.log.say({.level = LogLine::Level::error, .event = "pass.failed", .message = part + ": " + error.message});
  }
  void well(const std::string& part) { troubles.erase(part); }
};

}  // namespace jada
