// What a channel has to do now, and when next.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "resources/channel/channel.h"

namespace jada {

struct Deliveries {
  std::vector<std::size_t> due{};      ///< indices into `waiting`: what may be sent now, in this order
  std::vector<std::size_t> told{};     ///< what the fallback has told by now
  std::vector<std::size_t> to_hand{};  ///< what the fallback is to be given
  bool reminds = false;                ///< an Alertmanager has to hear of open alerts again
  std::optional<Time> next{};          ///< of what is not to be done now

  bool is_empty() const { return due.empty() && told.empty() && to_hand.empty() && !reminds; }
};

/// Pure. No notice overtakes an older one of the same alert: who hears of the end first waits for it for ever.
Deliveries deliveries(const Channel::Spec&, const Channel::Observed&, Time now);

}  // namespace jada
