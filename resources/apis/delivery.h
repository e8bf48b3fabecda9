// What became of a notice that was sent to a service.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/ports/http.h"

namespace jada {

struct Delivery {
  enum class Fate {
    delivered,
    retry,         ///< the same notice later
    dead_channel,  ///< nothing sent to this address will arrive
    wrong_key,     ///< nothing sent with this key will be accepted
    bad_payload,   ///< this notice will never be accepted; others may
  };
  Fate fate = Fate::retry;
  std::optional<Duration> retry_after{};  ///< as the service asks; it may be long
  std::string reason{};                   ///< one sentence without secrets and addresses; empty when delivered

  bool is_refusal() const { return fate != Fate::delivered && fate != Fate::retry; }
};

/// What HTTP itself says: 2xx is delivered; 408, 425, 429, 5xx and nonsense are tried again; a redirect, which is not
/// followed, 404, 405 and 410 are a dead channel; 401 and 403 a wrong key; any other 4xx is a bad payload.
/// `service` begins the reason.
Delivery read_status(const HttpAnswer&, std::string_view service);

/// The refusal that a service means by such an answer, where the status alone does not tell.
Delivery refusal(Delivery::Fate, int status, std::string_view service);

/// Without an answer it is tried again, unless we are those who refuse to send.
Delivery read_trouble(const HttpTrouble&, std::string_view service);

}  // namespace jada
