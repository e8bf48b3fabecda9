// Work under way beside the loop, and how it comes back to it.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "engine/loop/controller.h"

namespace jada {

/// launch() and land() belong to the loop's thread. Nothing may be under way any more when this goes.
class Flights {
 public:
  explicit Flights(LoopHost& host) : host_(host) {}
  Flights(const Flights&) = delete;
  Flights& operator=(const Flights&) = delete;

  /// `work` runs beside the loop and returns what the loop is to do with what came of it.
  void launch(std::function<std::function<void()>()> work);
  /// Does what came back since.
  void land();
  std::size_t under_way() const { return under_way_; }

 private:
  LoopHost& host_;
  std::size_t under_way_ = 0;
  std::mutex mutex_{};
  std::vector<std::function<void()>> landed_{};  // under mutex_
};

}  // namespace jada
