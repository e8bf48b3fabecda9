// What became of what was sent, as the state is told of it.
#include <algorithm>

#include "resources/apis/notice_json.h"
#include "resources/channel/handover.h"
#include "resources/channel/round.h"

namespace jada {
namespace {

constexpr Duration kShortestPause = std::chrono::seconds{1};
constexpr Duration kLongestPause = std::chrono::hours{1};
constexpr Duration kResolvedAgain = std::chrono::minutes{5};

std::string diagnosis_of(Delivery::Fate fate, bool is_flawed) {
  if (is_flawed) return "flawed";
  switch (fate) {
    case Delivery::Fate::dead_channel: return "dead_channel";
    case Delivery::Fate::wrong_key: return "wrong_key";
    case Delivery::Fate::delivered:
    case Delivery::Fate::retry:
    case Delivery::Fate::bad_payload: break;
  }
  return "unreachable";
}

}  // namespace

void Round::arrived(const Parcel& parcel) {
  const Time now = env_.clock.now();
  for (const std::size_t i : parcel) {
    NoticeRecord& record = seen_.waiting[i].record;
    record.status = "sent";
    record.sent_at = now;
    record.next_attempt_at.reset();
    record.error.clear();
    if (spec_.type == Channel::Type::alertmanager) keep_told(record);
    // Who told the beginning in our place tells the end as well.
    if (spec_.fallback && seen_.past.entrusted.contains(record.alert_id) && ends_alert(record)) entrust(record, "");
  }
  note_success();
  write(parcel);
}

void Round::keep_told(const NoticeRecord& record) {
  const Time now = env_.clock.now();
  Told told{.notice = record.notice};
  if (ends_alert(record)) told.until = now + kResolvedAgain;
  seen_.past.told[record.alert_id] = std::move(told);
  if (!seen_.past.told_at) seen_.past.told_at = now;
}

void Round::entrust(const NoticeRecord& record, const std::string& why) {
  beside_.notices.push_back(handed_over(record, spec_, why, env_.clock.now()));
  if (ends_alert(record)) {
    seen_.past.entrusted.erase(record.alert_id);
  } else {
    seen_.past.entrusted.insert(record.alert_id);
  }
}

void Round::refused(const Parcel& parcel, const std::string& reason) {
  NoticeRecord& record = seen_.waiting[parcel.front()].record;
  record.status = "refused";
  record.next_attempt_at.reset();
  record.error = reason;
  if (spec_.fallback) entrust(record, reason);
  beside_.events.push_back(event("channel.refused", "error", record.transition + " is never told: " + reason));
  outcome_ = {.trouble = {Code::invalid, reason}};
  write(parcel);
}

void Round::failed(const Parcel& parcel, const Delivery& delivery) {
  const Time now = env_.clock.now();
  note_failure(delivery);
  for (const std::size_t i : parcel) {
    NoticeRecord& record = seen_.waiting[i].record;
    record.error = delivery.reason;
    record.next_attempt_at =
        now + (delivery.retry_after ? *seen_.past.paused_until - now : backoff(record.id, record.attempts));
  }
  write(parcel);
}

void Round::note_success() {
  ChannelPast& past = seen_.past;
  if (past.is_failing()) beside_.events.push_back(event("channel.recovered", "info", "it takes messages again"));
  past.failures = 0;
  past.failing_since.reset();
  past.diagnosis.clear();
  past.last_error.clear();
  past.paused_until.reset();
  past.succeeded_at = env_.clock.now();
}

// What a service asks for, it asks of all that we send there.
void Round::note_failure(const Delivery& delivery) {
  ChannelPast& past = seen_.past;
  const Time now = env_.clock.now();
  const std::string diagnosis = diagnosis_of(delivery.fate, !outlet_);
  if (past.diagnosis != diagnosis) beside_.events.push_back(event("channel.failed", "warning", delivery.reason));
  if (!past.failing_since) past.failing_since = now;
  ++past.failures;
  past.diagnosis = diagnosis;
  past.last_error = delivery.reason;
  past.paused_until =
      now + (delivery.retry_after ? std::clamp<Duration>(*delivery.retry_after, kShortestPause, kLongestPause)
                                  : backoff(to_string(spec_.address), past.failures));
  outcome_ = {.trouble = {is_permanent(past) ? Code::denied : Code::unavailable, delivery.reason}};
  stopped_ = true;
}

Event Round::event(std::string type, std::string level, std::string message) const {
  return {.at = env_.clock.now(),
          .address = to_string(spec_.address),
          .type = std::move(type),
          .level = std::move(level),
          .message = std::move(message)};
}

bool Round::write(const Parcel& parcel) {
  Batch batch = std::exchange(beside_, {});
  for (const std::size_t i : parcel) batch.notices.push_back(seen_.waiting[i].record);
  Record memory{.address = memory_address(spec_.address), .observed = to_json(seen_.past)};
  memory.observed_at = env_.clock.now();
  batch.put.push_back(std::move(memory));
  const auto written = env_.memory.write(std::move(batch));
  if (written) {
    for (const std::size_t i : parcel) ++seen_.waiting[i].record.revision;
    return true;
  }
  if (written.error().code == Code::conflict) return false;
  env_.log.say({.level = LogLine::Level::error,
                .event = "channel.not_recorded",
                .message = written.error().message,
                .fields = {{"channel", to_string(spec_.address)}}});
  outcome_ = {.trouble = written.error()};
  stopped_ = true;
  return false;
}

void Round::drop_done() {
  std::erase_if(seen_.waiting, [](const Channel::Waiting& one) { return !one.record.is_waiting(); });
}

}  // namespace jada
