#include "resources/channel/deliveries.h"

#include <algorithm>
#include <set>

#include "resources/channel/sink.h"

namespace jada {
namespace {

using Type = Channel::Type;

constexpr Duration kLongestPause = std::chrono::hours{1};
constexpr Duration kReminder = std::chrono::minutes{1};

// A time that lies further ahead than any we set was written by a clock that was set back since.
Time not_before(const std::optional<Time>& at, Time now) { return at && *at <= now + kLongestPause ? *at : now; }

// The last time that lies in the future was not.
Time remind_at(const ChannelPast& past, Time now) {
  return past.told_at && *past.told_at <= now ? *past.told_at + kReminder : now;
}

bool is_told(const Channel::Waiting& waiting) { return waiting.copy == "sent" || waiting.copy == "diverted"; }

void note(std::optional<Time>& next, Time at) { next = next ? std::min(*next, at) : at; }

void find_due(const Channel::Observed& seen, Time free_at, Time now, Deliveries& found) {
  std::set<std::string_view> held;
  for (std::size_t i = 0; i < seen.waiting.size(); ++i) {
    const NoticeRecord& record = seen.waiting[i].record;
    if (is_told(seen.waiting[i]) || held.contains(record.alert_id)) continue;
    const Time at = std::max(not_before(record.next_attempt_at, now), free_at);
    if (at <= now) {
      found.due.push_back(i);
    } else {
      held.insert(record.alert_id);
      note(found.next, at);
    }
  }
}

void find_handed(const Channel::Observed& seen, Time now, Deliveries& found) {
  for (std::size_t i = 0; i < seen.waiting.size(); ++i) {
    const auto& [record, copy] = seen.waiting[i];
    if (is_told(seen.waiting[i])) found.told.push_back(i);
    const bool waits_in_vain = record.attempts > 1 && now - record.created_at >= kPatience;
    if (copy.empty() && (waits_in_vain || is_down(seen.past, now))) found.to_hand.push_back(i);
  }
  const bool goes_down = seen.past.failing_since && !is_down(seen.past, now) && !seen.waiting.empty();
  if (goes_down) note(found.next, *seen.past.failing_since + kPatience);
}

}  // namespace

Deliveries deliveries(const Channel::Spec& spec, const Channel::Observed& seen, Time now) {
  Deliveries found;
  const Time quiet_until = not_before(seen.past.paused_until, now);
  if (spec.fallback) find_handed(seen, now, found);
  find_due(seen, std::max(quiet_until, next_at(rate_of(spec), seen.past.spent_until, now)), now, found);
  if (seen.past.told.empty()) return found;
  const Time again = std::max(quiet_until, remind_at(seen.past, now));
  found.reminds = again <= now;
  if (!found.reminds) note(found.next, again);
  return found;
}

}  // namespace jada
