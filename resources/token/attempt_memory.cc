// What an attempt leaves in the state: when to try again, whether to try at all, and what to tell.
#include <algorithm>
#include <utility>

#include "engine/base/digest.h"
#include "resources/token/attempt.h"
#include "resources/token/refresh.h"

namespace jada {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kConfirmations = 2;  // after these a refusal without a word is taken for final

bool is_death(Fault fault) {
  switch (fault) {
    case Fault::reused:
    case Fault::testing_expired:
    case Fault::idle_expired:
    case Fault::consent_expired:
    case Fault::revoked:
    case Fault::grant_refused:
    case Fault::sign_in_policy: return true;
    default: return false;
  }
}

// 10 s doubled up to 5 minutes, and a share of it that differs from token to token.
Duration backoff(int attempts, const std::string& name) {
  const Duration whole = std::min<Duration>(seconds{10} * (1 << std::min(attempts - 1, 5)), minutes{5});
  const Digest share = digest_of(name, static_cast<std::uint64_t>(attempts)) % 1000;
  return whole / 2 + whole / 2 * static_cast<std::int64_t>(share) / 1000;
}

Duration pause_after(const Diagnosis& diagnosis, int attempts, const std::string& name) {
  if (next_step(diagnosis.fault) == Next::confirm) return attempts == 1 ? minutes{1} : minutes{15};
  return std::max(diagnosis.retry_after.value_or(Duration(0)), backoff(attempts, name));
}

bool is_final(const Diagnosis& diagnosis, int attempts) {
  const Next next = next_step(diagnosis.fault);
  return next == Next::park || (next == Next::confirm && attempts > kConfirmations);
}

}  // namespace

Result<Done> Attempt::remember_success() {
  clear_failure();
  const bool has_previous = std::exchange(memory_.previous_kept, false);
  const std::string lack = lacking_scopes(spec_, memory_);
  const std::string message = "refreshed; good until " + until_text() +
                              (made_key_ ? "; signed by a new key, " + spec_.key_file : std::string());
  const auto kept = lack.empty() ? keep_memory("token.refreshed", "info", message)
                                 : keep_memory("token.refreshed", "warning", message + "; not granted: " + lack);
  return kept && has_previous ? drop_previous() : kept;
}

std::vector<std::string> Attempt::files() const {
  std::vector<std::string> files{spec_.file};
  if (!spec_.refresh_file.empty()) files.push_back(spec_.refresh_file);
  return files;
}

Result<Done> Attempt::keep_aside(const std::string& path, const char* suffix) {
  const auto found = env_.secrets.read(path);
  if (!found && found.error().code == Code::missing) return Done{};
  if (!found) return found.error();
  if (found->text.empty()) return Done{};
  auto place = env_.secrets.prepare(path + suffix, 0);
  return place ? (*place)->commit(found->text) : Result<Done>(place.error());
}

Result<Done> Attempt::drop_previous() {
  for (const std::string& path : files()) {
    if (auto done = env_.secrets.remove(path + kPrevious); !done) return done;
  }
  return Done{};
}

std::string Attempt::until_text() const {
  return memory_.expires_at ? to_string(*memory_.expires_at) : "an unknown time";
}

Result<Done> Attempt::keep_memory(std::string type, std::string level, std::string message) {
  if (!recalled_) return recalled_;
  const TokenMemo memo{
      .access_print = access_print(), .clock_offset = memory_.clock_offset, .lifetime = memory_.lifetime};
  env_.secrets.leave_memo(memo_name(), was_given_back() ? std::string() : to_line(memo));
  return env_.memory.keep(spec_.address, canonical(note_of(spec_, memory_, env_.node)),
                          {.at = env_.clock.now(),
                           .address = to_string(spec_.address),
                           .type = std::move(type),
                           .level = std::move(level),
                           .message = std::move(message)});
}

void Attempt::clear_failure() {
  memory_.fault.reset();
  memory_.attempts = 0;
  memory_.failing_since.reset();
  memory_.next_try_at.reset();
  memory_.must_wait = false;
  memory_.cause.clear();
  memory_.remedy.clear();
  memory_.tried_with.clear();
  memory_.parked = false;
}

Result<Done> Attempt::remember_failure(const Diagnosis& diagnosis) {
  const std::string message = sentence(diagnosis);
  // Passing trouble beside a death says nothing of the death.
  const std::string with = print();
  const bool as_before = !memory_.tried_with.empty() && memory_.tried_with == with;
  const bool stays_dead = memory_.parked && (file_.state() != TokenStore::State::good || as_before);
  if (stays_dead && next_step(diagnosis.fault) != Next::park) return keep_memory("token.failed", "error", message);
  const bool same = memory_.fault == diagnosis.fault && as_before;
  const bool hasty = memory_.next_try_at && now() < *memory_.next_try_at;  // somebody asked by name: no confirmation
  memory_.attempts = same ? memory_.attempts + (hasty ? 0 : 1) : 1;
  memory_.fault = diagnosis.fault;
  memory_.tried_with = with;
  if (!memory_.failing_since) memory_.failing_since = now();
  memory_.cause = diagnosis.cause;
  memory_.remedy = diagnosis.remedy;
  const bool final = is_final(diagnosis, memory_.attempts);
  const bool died_now = final && !std::exchange(memory_.parked, final);
  memory_.must_wait = !final && (diagnosis.retry_after || next_step(diagnosis.fault) == Next::confirm);
  if (final) {
    memory_.next_try_at.reset();
    if (died_now && is_death(diagnosis.fault)) memory_.deaths.push_back(now());
  } else {
    memory_.next_try_at = now() + pause_after(diagnosis, memory_.attempts, spec_.address.name);
  }
  return keep_memory(final ? "token.parked" : "token.failed", "error", message);
}

}  // namespace jada
