// Traffic carried one request at a time, by a clock that a test moves.
#pragma once

#include <functional>
#include <stdexcept>

#include "engine/ports/http_traffic.h"

namespace jada::test {

/// `pass` lets the time go by that the traffic wants to wait.
inline void carry_one_by_one(Http& http, HttpTraffic& traffic, const std::function<void(Duration)>& pass) {
  for (int idle = 0; !traffic.is_done();) {
    const HttpTurn turn = traffic.next();
    if (turn.request) {
      idle = 0;
      traffic.landed(turn.ticket, http.send(*turn.request));
    } else {
      if (++idle > 100'000) throw std::logic_error("the traffic waits for ever");
      pass(turn.pause);
    }
  }
}

}  // namespace jada::test
