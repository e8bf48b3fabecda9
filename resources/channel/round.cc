#include "resources/channel/round.h"

#include <algorithm>
#include <set>

#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "resources/apis/notice_json.h"
#include "resources/channel/digest.h"
#include "resources/channel/handover.h"

namespace jada {
namespace {

using std::chrono::seconds;

constexpr Duration kLongestRound = seconds{20};
constexpr Duration kClaim = seconds{30};  // beyond the time an answer may take
constexpr std::size_t kMostSingly = 5;
constexpr std::size_t kMostTogether = 500;

}  // namespace

Round::Round(const Channel::Spec& spec, Channel::Observed seen, Env& env)
    : spec_(spec),
      seen_(std::move(seen)),
      env_(env),
      started_(env.clock.now()),
      outlet_(open_outlet(spec, env)),
      outcome_{.fate = WriteFate::done} {}

Outcome Round::run() {
  note_told();
  deliver();
  remind();
  hand_over();
  return outcome_;
}

void Round::note_told() {
  const Parcel told = deliveries(spec_, seen_, env_.clock.now()).told;
  if (told.empty()) return;
  for (const std::size_t i : told) {
    seen_.waiting[i].record.status = "diverted";
    seen_.waiting[i].record.next_attempt_at.reset();
  }
  write(told);
  drop_done();
}

void Round::deliver() {
  while (!must_end()) {
    const auto due = deliveries(spec_, seen_, env_.clock.now()).due;
    if (due.empty()) return;
    const Parcel parcel = parcel_of(due);
    if (claim(parcel)) send(parcel);
    drop_done();
  }
}

Round::Parcel Round::parcel_of(const std::vector<std::size_t>& due) const {
  const auto crowd = sink_of(spec_.type).crowd;
  const bool is_digest = crowd == Sink::Crowd::digest && due.size() > kMostSingly;
  if (alone_ || (!is_digest && crowd != Sink::Crowd::together)) return {due.front()};
  if (is_digest) return due;
  Parcel parcel;
  std::set<std::string_view> alerts;  // what is told of one alert keeps its order from message to message
  for (const std::size_t i : due) {
    if (parcel.size() < kMostTogether && alerts.insert(seen_.waiting[i].record.alert_id).second) parcel.push_back(i);
  }
  return parcel;
}

// Written before anything is sent: who comes meanwhile leaves it alone, and who dies meanwhile is followed by one
// attempt more, after which it may have arrived twice.
bool Round::claim(const Parcel& parcel) {
  const Time now = env_.clock.now();
  for (const std::size_t i : parcel) {
    NoticeRecord& record = seen_.waiting[i].record;
    ++record.attempts;
    record.next_attempt_at = now + spec_.timeout + kClaim;
  }
  seen_.past.spent_until = spent(rate_of(spec_), seen_.past.spent_until, now);
  if (write(parcel)) return true;
  for (const std::size_t i : parcel) seen_.waiting[i].record.status.clear();  // another's by now
  return false;
}

std::vector<Letter> Round::letters_of(const Parcel& parcel) const {
  std::vector<Letter> letters;
  for (const std::size_t i : parcel) {
    const NoticeRecord& record = seen_.waiting[i].record;
    // Whatever the outbox calls it, every service can take this.
    if (auto notice = read_notice(record.notice))
      letters.push_back({"msg_" + sha256_hex(record.id).substr(0, 32), std::move(*notice)});
  }
  return letters;
}

Delivery Round::send(std::span<const Letter> letters) {
  if (!outlet_) return {.fate = Delivery::Fate::wrong_key, .reason = outlet_.error().message};
  const Sink& sink = sink_of(spec_.type);
  if (letters.size() == 1 || sink.crowd == Sink::Crowd::together) return sink.send(*outlet_, letters, env_);
  const Letter digest = digest_of(letters, to_string(spec_.address), env_.node);
  return sink.send(*outlet_, {&digest, 1}, env_);
}

void Round::send(const Parcel& parcel) {
  using Fate = Delivery::Fate;
  const auto letters = letters_of(parcel);
  const bool readable = letters.size() == parcel.size();
  const Delivery delivery =
      readable ? send(letters) : Delivery{.fate = Fate::bad_payload, .reason = "its text cannot be read"};
  if (delivery.fate == Fate::delivered) return arrived(parcel);
  if (delivery.fate != Fate::bad_payload) return failed(parcel, delivery);
  if (parcel.size() == 1) return refused(parcel, delivery.reason);
  alone_ = true;
  for (const std::size_t i : parcel) seen_.waiting[i].record.next_attempt_at.reset();
}

void Round::remind() {
  if (must_end() || !deliveries(spec_, seen_, env_.clock.now()).reminds) return;
  const Time now = env_.clock.now();
  std::erase_if(seen_.past.told, [&](const auto& one) { return one.second.until && *one.second.until <= now; });
  std::vector<Letter> letters;
  for (const auto& [alert, told] : seen_.past.told) {
    if (auto notice = read_notice(told.notice)) letters.push_back({alert, std::move(*notice)});
  }
  seen_.past.told_at = now;
  if (!letters.empty()) {
    const Delivery delivery = send(letters);
    if (delivery.fate == Delivery::Fate::delivered) {
      note_success();
    } else {
      note_failure(delivery);
    }
  }
  write(Parcel{});
}

// Also what was not tried: when nothing arrives here, it would not have either.
void Round::hand_over() {
  const Time now = env_.clock.now();
  if (is_down(seen_.past, now) && !spec_.fallback) say_undeliverable();
  const Parcel to_hand = deliveries(spec_, seen_, now).to_hand;
  if (to_hand.empty()) return;
  for (const std::size_t i : to_hand) {
    auto& [record, copy] = seen_.waiting[i];
    const std::string& why = record.error.empty() ? seen_.past.last_error : record.error;
    entrust(record, why);
    copy = "waiting";
  }
  beside_.events.push_back(event("channel.diverted", "warning",
                                 counted(to_hand.size(), "notice") + " given to " + to_string(*spec_.fallback)));
  write(Parcel{});
}

void Round::say_undeliverable() const {
  if (seen_.waiting.empty() || outcome_.fate == WriteFate::done) return;
  env_.log.say({.level = LogLine::Level::error,
                .event = "channel.undeliverable",
                .message = counted(seen_.waiting.size(), "notice") +
                           " cannot be told, and there is no fallback: " + seen_.past.last_error,
                .fields = {{"channel", to_string(spec_.address)}}});
}

bool Round::must_end() const {
  return stopped_ || env_.stop || env_.clock.now() - started_ >= kLongestRound || env_.clock.now() < started_;
}

}  // namespace jada
