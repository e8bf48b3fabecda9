#include "resources/apis/aws/breaker.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr int kMostFailures = 5;
constexpr Duration kOpen = 10s;

}  // namespace

// A clock set back does not hold it open.
bool Breaker::holds(Time now) const { return next_attempt_ && now < *next_attempt_ && *next_attempt_ - now <= kOpen; }

bool Breaker::is_shut(Time now) const {
  const std::scoped_lock guard(mutex_);
  return holds(now);
}

bool Breaker::lets_through(Time now) {
  const std::scoped_lock guard(mutex_);
  if (holds(now)) return false;
  if (next_attempt_) next_attempt_ = now + kOpen;
  return true;
}

bool Breaker::is_open() const {
  const std::scoped_lock guard(mutex_);
  return next_attempt_.has_value();
}

void Breaker::failed(Time sent_at, Time now) {
  const std::scoped_lock guard(mutex_);
  if (last_ && sent_at < *last_ && now >= *last_) return;
  last_ = now;
  if (++failures_ >= kMostFailures) next_attempt_ = now + kOpen;
}

void Breaker::succeeded() {
  const std::scoped_lock guard(mutex_);
  failures_ = 0;
  next_attempt_.reset();
}

}  // namespace jada
