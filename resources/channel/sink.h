// How each type of channel sends: one row a type.
#pragma once

#include <span>
#include <string>

#include "resources/apis/delivery.h"
#include "resources/apis/notice.h"
#include "resources/channel/outlet.h"
#include "resources/channel/rate.h"

namespace jada {

/// A notice under its id, which is the same at every attempt.
struct Letter {
  std::string id;
  Notice notice;
};

struct Sink {
  enum class Crowd {
    one_by_one,
    digest,   ///< a service that counts messages: many become one
    together  ///< one message holds them all as they are
  };

  Channel::Type type;
  Rate rate{};
  Crowd crowd = Crowd::one_by_one;
  /// One letter, but for a sink that takes them together.
  Delivery (*send)(const Outlet&, std::span<const Letter>, Env&) = nullptr;
};

const Sink& sink_of(Channel::Type);

/// As the block declares it, else as the service allows.
Rate rate_of(const Channel::Spec&);

namespace sinks {

Delivery log(const Outlet&, std::span<const Letter>, Env&);
Delivery command(const Outlet&, std::span<const Letter>, Env&);
Delivery email(const Outlet&, std::span<const Letter>, Env&);
Delivery webhook(const Outlet&, std::span<const Letter>, Env&);
Delivery slack(const Outlet&, std::span<const Letter>, Env&);
Delivery pagerduty(const Outlet&, std::span<const Letter>, Env&);
Delivery alertmanager(const Outlet&, std::span<const Letter>, Env&);
Delivery ntfy(const Outlet&, std::span<const Letter>, Env&);

}  // namespace sinks
}  // namespace jada
