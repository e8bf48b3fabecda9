// A small request made again while it goes unanswered.
#pragma once

#include "engine/ports/http.h"

namespace jada {

/// Up to `times`, at once, as long as nobody answers or the answer is a 5xx; what was refused by us is not tried twice.
inline std::variant<HttpAnswer, HttpTrouble> send_up_to(int times, Http& http, const HttpRequest& request) {
  for (;;) {
    auto reply = http.send(request);
    const auto* trouble = std::get_if<HttpTrouble>(&reply);
    const bool may_pass = trouble != nullptr ? trouble->why != HttpTrouble::Why::refused_by_us
                                             : std::get<HttpAnswer>(reply).status >= 500;
    if (!may_pass || --times <= 0) return reply;
  }
}

}  // namespace jada
