#include "resources/channel/sink.h"

namespace jada {

using std::chrono::seconds;

const Sink& sink_of(Channel::Type wanted) {
  using enum Channel::Type;
  using Crowd = Sink::Crowd;
  static const Sink kSinks[] = {
      {.type = log, .send = &sinks::log},
      {.type = command, .send = &sinks::command},
      {.type = webhook, .send = &sinks::webhook},
      {.type = slack, .rate = {.every = seconds{1}}, .crowd = Crowd::digest, .send = &sinks::slack},
      {.type = pagerduty, .rate = per_minute(120), .send = &sinks::pagerduty},
      {.type = alertmanager, .crowd = Crowd::together, .send = &sinks::alertmanager},
      {.type = email, .rate = {.every = seconds{1}}, .crowd = Crowd::digest, .send = &sinks::email},
      {.type = ntfy, .rate = {.every = seconds{5}, .burst = 60}, .crowd = Crowd::digest, .send = &sinks::ntfy}};
  return kSinks[static_cast<std::size_t>(wanted)];  // in the order of the types
}

Rate rate_of(const Channel::Spec& spec) {
  return spec.per_minute > 0 ? per_minute(spec.per_minute) : sink_of(spec.type).rate;
}

}  // namespace jada
