#include "engine/loop/flights.h"

#include <utility>

namespace jada {

void Flights::launch(std::function<std::function<void()>()> work) {
  ++under_way_;
  host_.start([this, work = std::move(work)] {
    auto landing = work();
    const std::scoped_lock guard(mutex_);
    landed_.push_back(std::move(landing));
    host_.ring();
  });
}

void Flights::land() {
  std::vector<std::function<void()>> landed;
  {
    const std::scoped_lock guard(mutex_);
    landed = std::exchange(landed_, {});
  }
  under_way_ -= landed.size();
  for (const auto& landing : landed) landing();
}

}  // namespace jada
