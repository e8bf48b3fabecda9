#include "resources/apis/aws/kept_credentials.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/digest.h"
#include "resources/apis/aws/credential_search.h"

namespace jada {
namespace {

using std::chrono::minutes;

// Renewal begins at a moment between the two, so that not all machines of a fleet ask at once.
constexpr Duration kAdvisory = minutes{15};
constexpr Duration kMandatory = minutes{10};
constexpr Duration kPause = minutes{1};
// How long keys are used on whose end has passed, because their maker hands out no others.
constexpr Duration kStretch = minutes{15};

bool are_same(const AwsKeys& a, const AwsKeys& b) {
  return a.access_key_id == b.access_key_id && a.secret_access_key == b.secret_access_key &&
         a.session_token == b.session_token;
}

// Another one for each set of keys; the same on every look at them.
Duration jitter(const AwsKeys& keys) {
  const Digest digest = digest_of(keys.access_key_id, 0);
  return Duration(static_cast<Duration::rep>(digest % static_cast<Digest>((kAdvisory - kMandatory).count())));
}

}  // namespace

Result<AwsCredentials> KeptCredentials::current() {
  bool can_go_on = false;
  std::uint64_t seen = 0;
  {
    const std::scoped_lock guard(mutex_);
    if (is_fresh()) return held_->copy();
    can_go_on = lives();
    seen = searches_;
  }
  std::unique_lock turn(turn_, std::defer_lock);
  if (!can_go_on) {
    turn.lock();
  } else if (!turn.try_lock()) {
    const std::scoped_lock guard(mutex_);
    return outcome();
  }
  {
    const std::scoped_lock guard(mutex_);
    if (searches_ != seen) return outcome();
  }
  return search(std::nullopt);
}

Result<AwsCredentials> KeptCredentials::renewed(std::uint64_t refused_generation) {
  {
    const std::scoped_lock guard(mutex_);
    if (auto known = known_of(refused_generation)) return std::move(*known);
  }
  const std::scoped_lock turn(turn_);
  {
    const std::scoped_lock guard(mutex_);
    if (auto known = known_of(refused_generation)) return std::move(*known);
  }
  return search(refused_generation);
}

// What the last search came to.
Result<AwsCredentials> KeptCredentials::outcome() const {
  if (lives() || !trouble_) return held_->copy();
  return *trouble_;
}

// None: nobody has looked yet for what comes after that generation.
std::optional<Result<AwsCredentials>> KeptCredentials::known_of(std::uint64_t refused_generation) const {
  if (held_ && held_->generation != refused_generation && lives()) return Result<AwsCredentials>(held_->copy());
  if (barren_for_ == refused_generation && ports_.clock.now() < barren_until_) return Result<AwsCredentials>(barren_);
  return std::nullopt;
}

Result<AwsCredentials> KeptCredentials::search(Refused refused) {
  Sought sought = search_credentials(ports_, choice_);
  const std::scoped_lock guard(mutex_);
  ++searches_;
  if (auto* credentials = std::get_if<AwsCredentials>(&sought)) return found(std::move(*credentials), refused);
  if (auto* error = std::get_if<Error>(&sought)) return failed(std::move(*error), refused);
  // Where there were some before, they may come back.
  return failed({held_ ? Code::unavailable : Code::denied, std::get<NotSetUp>(sought).why}, refused);
}

Result<AwsCredentials> KeptCredentials::found(AwsCredentials credentials, Refused refused) {
  const bool is_past = credentials.expires_at && *credentials.expires_at <= ports_.clock.now();
  if (is_past && credentials.role.empty())
    return failed(
        {Code::unavailable, fmt::format("{}: the keys it gave have ended at {}; is the clock of this machine right?",
                                        credentials.origin, to_string(*credentials.expires_at))},
        refused);
  const bool are_known = held_ && are_same(held_->keys, credentials.keys);
  if (are_known && held_->generation == refused)
    return failed({credentials.expires_at ? Code::unavailable : Code::denied,
                   fmt::format("{}: its keys are refused, and it has no others", credentials.origin)},
                  refused);
  if (is_past)
    ports_.told.warn(fmt::format("{}: its keys should have ended at {}, and there are no others yet; they are used on",
                                 credentials.origin, to_string(*credentials.expires_at)));
  credentials.generation = are_known ? held_->generation : ++generations_;
  held_ = std::move(credentials);
  trouble_.reset();
  schedule();
  return held_->copy();
}

// The keys of an instance are used on when its metadata service is out of order: its answer would be to do so.
Result<AwsCredentials> KeptCredentials::failed(Error error, Refused refused) {
  const Time now = ports_.clock.now();
  trouble_ = error;
  if (held_) renew_at_ = now + kPause;
  if (refused) {
    barren_ = error;
    barren_for_ = refused;
    barren_until_ = now + kPause;
    return error;
  }
  const bool can_stretch = held_ && !held_->role.empty() && error.code == Code::unavailable;
  if (!lives() && can_stretch) lives_until_ = now + kStretch;
  if (!lives()) return error;
  ports_.told.warn(fmt::format("{} is used on, though it could not be renewed: {}", held_->origin, error.message));
  return held_->copy();
}

void KeptCredentials::schedule() {
  const Time now = ports_.clock.now();
  if (!held_->expires_at) {
    renew_at_ = lives_until_ = Time::max();
  } else if (*held_->expires_at <= now) {
    lives_until_ = now + kStretch;
    renew_at_ = now + kStretch / 3 + jitter(held_->keys);
  } else {
    lives_until_ = *held_->expires_at;
    renew_at_ = std::max<Time>(now + kPause, lives_until_ - kAdvisory + jitter(held_->keys));
  }
}

}  // namespace jada
