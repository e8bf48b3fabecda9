#include "resources/apis/aws/aws_exchange.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "engine/base/json.h"

namespace jada {
namespace {

using namespace std::chrono_literals;
using Kind = AwsFault::Kind;

constexpr std::size_t kWidest = 16;
constexpr std::size_t kSpeedUpAfter = 32;
constexpr Duration kPatience = 60s;
constexpr Duration kLongestPause = 20s;
constexpr Duration kAskAgain = 10ms;
constexpr Duration kPauseOfOthers = 25ms;  // the bases that the SDKs use for DynamoDB
constexpr Duration kPauseOfThrottled = 1s;
constexpr int kMostDoublings = 10;

// The sum over all tables, in whatever shape the operation gives it.
double consumed(std::string_view body) {
  const auto json = parse_json(body);
  if (!json || !json->is_object() || !json->contains("ConsumedCapacity")) return 0;
  const Json& told = (*json)["ConsumedCapacity"];
  const auto units = [](const Json& one) {
    const auto found = one.is_object() ? one.find("CapacityUnits") : one.end();
    return found != one.end() && found->is_number() ? found->get<double>() : 0.0;
  };
  if (!told.is_array()) return units(told);
  double sum = 0;
  for (const Json& one : told) sum += units(one);
  return sum;
}

bool is_damaged(const HttpAnswer& answer) {
  const auto told = answer.header("x-amz-crc32");
  if (!told) return false;
  const std::string& body = answer.body.reveal();
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size());
  unsigned long expected = 0;
  const auto read = std::from_chars(told->data(), told->data() + told->size(), expected);
  return read.ec == std::errc() && expected != sum;
}

AwsFault stopped() { return {.kind = Kind::transient, .message = "asked to stop"}; }

bool has_run_out(const AwsCall& call, Time now) { return call.since && now - *call.since > kPatience; }

}  // namespace

AwsExchange::AwsExchange(AwsService& service, std::size_t width, Take take)
    : service_(service),
      clock_(service.outside().clock),
      has_own_limit_(width != 0),
      widest_(width == 0 ? kWidest : width),
      take_(std::move(take)),
      width_(widest_) {}

void AwsExchange::push(AwsCall call, Duration delay) {
  if (delay == Duration{}) return ready_.push_back({.call = std::move(call)});
  again_after({.call = std::move(call)}, delay);
}

bool AwsExchange::push_again(AwsCall call) {
  if (has_run_out(call, clock_.now())) return false;
  slow_down(clock_.now());
  const int doublings = std::min(call.rounds++, kMostDoublings);
  push(std::move(call), Duration{1} + service_.jitter(std::min(kLongestPause, 2 * kPauseOfOthers * (1 << doublings))));
  return true;
}

bool AwsExchange::is_stopped(const AwsCall& call) const { return service_.outside().stop && call.heeds_stop; }

// What keeps every further request from being sent.
std::optional<AwsFault> AwsExchange::obstacle(Time now) {
  if (is_stopped(ready_.front().call)) return stopped();
  if (!service_.breaker().is_shut(now)) return std::nullopt;
  return AwsFault{.kind = Kind::transient,
                  .message = service_.place().address.host + " failed five times in a row; left alone for a while"};
}

HttpTurn AwsExchange::next() {
  const Time now = clock_.now();
  make_ready(now);
  if (under_way_.size() >= width_) return {.pause = kLongestPause};
  refill();
  if (ready_.empty()) {
    if (!later_.empty() && is_stopped(later_.begin()->second.call)) fail_waiting(stopped());
    if (is_done()) return {};
    const bool waits = !later_.empty();
    return {.pause = waits ? std::clamp<Duration>(later_.begin()->first - now, 1ms, 250ms) : kLongestPause};
  }
  if (const auto why = obstacle(now)) {
    if (!under_way_.empty()) return {.pause = kLongestPause};  // one of them may find the service well again
    fail_waiting(*why);
    return {};
  }
  if (RateLimit* const limit = ready_.front().call.limit) {
    const Duration wait = limit->wait(now);
    if (wait > Duration{}) return {.pause = wait};
  }
  if (!service_.enter(has_own_limit_ ? widest_ : 0)) return {.pause = kAskAgain};
  if (!service_.breaker().lets_through(now)) {  // another thread's request is the one that finds out
    service_.leave();
    return {};
  }
  Attempt attempt = std::move(ready_.front());
  ready_.pop_front();
  return send(std::move(attempt), now);
}

HttpTurn AwsExchange::send(Attempt attempt, Time now) {
  if (!attempt.call.since) attempt.call.since = now;
  ++attempt.tries;
  attempt.sent_at = now;
  auto made = service_.sign(attempt.call.operation, attempt.call.body);
  if (!made) {
    service_.leave();
    const bool may_pass = made.error().code == Code::unavailable;
    const AwsFault why{.kind = may_pass ? Kind::transient : Kind::keys_refused, .message = made.error().message};
    fail(attempt, why);
    fail_waiting(why);
    return {};
  }
  attempt.generation = made->generation;
  const std::size_t ticket = next_ticket_++;
  under_way_.emplace(ticket, std::move(attempt));
  return {.request = std::move(made->request), .ticket = ticket};
}

void AwsExchange::make_ready(Time now) {
  // What is due later than any pause is so because the clock was set back.
  while (!later_.empty() && (later_.begin()->first <= now || later_.begin()->first - now > 2 * kLongestPause)) {
    ready_.push_back(std::move(later_.begin()->second));
    later_.erase(later_.begin());
  }
}

void AwsExchange::refill() {
  while (ready_.empty() && refill_) {
    if (!refill_()) refill_ = nullptr;
  }
}

// Also what is pushed in answer to that.
void AwsExchange::fail_waiting(AwsFault why) {
  for (auto& [when, attempt] : std::exchange(later_, {})) ready_.push_back(std::move(attempt));
  for (refill(); !ready_.empty(); refill()) {
    const Attempt attempt = std::move(ready_.front());
    ready_.pop_front();
    fail(attempt, why);
  }
}

void AwsExchange::fail(const Attempt& attempt, AwsFault why) {
  why.may_have_happened = why.may_have_happened || attempt.is_in_doubt;
  take_(attempt.call, why);
}

void AwsExchange::landed(std::size_t ticket, std::variant<HttpAnswer, HttpTrouble> reply) {
  service_.leave();
  Attempt attempt = std::move(under_way_.extract(ticket).mapped());
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply))
    return refuse(std::move(attempt), fault_of(*trouble), nullptr);
  const HttpAnswer& answer = std::get<HttpAnswer>(reply);
  if (is_damaged(answer))
    return refuse(std::move(attempt),
                  {.kind = Kind::transient, .message = "the answer was damaged on its way", .may_have_happened = true},
                  &answer);
  if (answer.status != 200) return refuse(std::move(attempt), service_.masked(fault_of(answer)), &answer);
  service_.breaker().succeeded();
  accept(attempt, answer);
}

void AwsExchange::accept(const Attempt& attempt, const HttpAnswer& answer) {
  const std::string& body = answer.body.reveal();
  RateLimit* const limit = attempt.call.limit;
  if (limit != nullptr && limit->is_limited()) limit->spend(consumed(body), clock_.now());
  speed_up();
  take_(attempt.call, std::string_view(body));
}

void AwsExchange::refuse(Attempt attempt, AwsFault fault, const HttpAnswer* answer) {
  const Time now = clock_.now();
  if (fault.kind == Kind::transient && (fault.status == 0 || fault.status >= 500)) {
    service_.breaker().failed(attempt.sent_at, now);
  } else if (answer != nullptr) {
    service_.breaker().succeeded();
  }
  if (attempt.call.is_repeatable && mend(attempt, fault, answer)) return again_after(std::move(attempt), {});
  if (fault.kind == Kind::throttled) slow_down(attempt.sent_at);
  const bool is_passing = fault.kind == Kind::throttled || fault.kind == Kind::transient;
  const bool may_be_repeated = is_passing && attempt.call.is_repeatable;
  if (!may_be_repeated || has_run_out(attempt.call, now) || service_.breaker().is_open())
    return fail(attempt, std::move(fault));
  attempt.is_in_doubt = attempt.is_in_doubt || fault.may_have_happened;
  const Duration base = fault.kind == Kind::throttled ? kPauseOfThrottled : kPauseOfOthers;
  const int doublings = std::min(attempt.tries - 1, kMostDoublings);
  again_after(std::move(attempt), service_.jitter(std::min(kLongestPause, base * (1 << doublings))));
}

// True: whatever was wrong is not any more, so that asking at once makes sense.
bool AwsExchange::mend(Attempt& attempt, const AwsFault& fault, const HttpAnswer* answer) {
  if (fault.kind == Kind::keys_refused && !std::exchange(attempt.has_new_keys, true))
    return service_.renew(attempt.generation).has_value();
  const bool may_be_time = fault.kind == Kind::clock_apart || fault.code.find("Signature") != std::string::npos;
  if (!may_be_time || answer == nullptr || std::exchange(attempt.has_new_time, true)) return false;
  // Another call may have learnt it meanwhile.
  return service_.learn_time(*answer) || fault.kind == Kind::clock_apart;
}

void AwsExchange::again_after(Attempt attempt, Duration delay) {
  later_.emplace(clock_.now() + delay, std::move(attempt));
}

void AwsExchange::speed_up() {
  if (width_ >= widest_ || ++in_a_row_ < kSpeedUpAfter) return;
  in_a_row_ = 0;
  ++width_;
}

// Once for what was sent before it was known that it is too much.
void AwsExchange::slow_down(Time sent_at) {
  const Time now = clock_.now();
  if (slowed_at_ && sent_at < *slowed_at_ && now >= *slowed_at_) return;
  slowed_at_ = now;
  in_a_row_ = 0;
  width_ = std::max<std::size_t>(1, width_ / 2);
}

}  // namespace jada
