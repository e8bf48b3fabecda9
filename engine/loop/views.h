// Views of the state for the workers of a pool.
#pragma once

#include <memory>
#include <vector>

#include "engine/ports/store.h"

namespace jada {

/// Each worker reads the state through a view of its own, opened when it first asks; worker 0 is the thread that owns
/// the store and has the store itself.
class Views {
 public:
  Views(const Store& store, std::size_t width) : store_(store), views_(width) {}

  Result<const StateView*> of(std::size_t worker) {
    if (worker == 0) return static_cast<const StateView*>(&store_);
    if (!views_[worker]) {
      auto view = store_.snapshot();
      if (!view) return view.error();
      views_[worker] = std::move(*view);
    }
    return static_cast<const StateView*>(views_[worker].get());
  }

 private:
  const Store& store_;
  std::vector<std::unique_ptr<StateView>> views_;
};

}  // namespace jada
