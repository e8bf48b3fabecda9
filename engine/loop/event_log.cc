#include "engine/loop/event_log.h"

#include <algorithm>

namespace jada {
namespace {

constexpr std::size_t kAtOnce = 1000;

LogLine::Level level_of(const Event& event) {
  if (event.level == "error") return LogLine::Level::error;
  return event.level == "warning" ? LogLine::Level::warning : LogLine::Level::info;
}

}  // namespace

void EventLog::begin() {
  const auto newest = state_.events("", 1);
  if (newest && !newest->empty()) told_ = newest->back().sequence;
}

void EventLog::tell() {
  const auto newest = state_.events("", 1);
  if (!newest || newest->empty() || newest->back().sequence <= told_) return;
  const auto missing = std::min(static_cast<std::size_t>(newest->back().sequence - told_), kAtOnce);
  const auto events = state_.events("", missing);
  if (!events) return;  // said at the next turn
  for (const Event& event : *events) {
    LogLine line{.level = level_of(event), .event = event.type, .message = event.message};
    if (!event.address.empty()) line.fields.emplace_back("address", event.address);
    if (!event.run_id.empty()) line.fields.emplace_back("run", event.run_id);
    log_.say(line);
  }
  told_ = events->back().sequence;
}

}  // namespace jada
