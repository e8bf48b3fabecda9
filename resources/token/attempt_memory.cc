// What an attempt leaves in the state: when to try again, whether to try at all, and what to tell.
#include <algorithm>
#include <filesystem>

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
  if (memory_.previous_kept) {
    if (auto done = env_.secrets.remove(previous_path()); !done) return done;
    memory_.previous_kept = false;
  }
  const std::string lack = lacking_scopes(spec_, memory_);
  const std::string message = "refreshed; good until " + until_text();
  if (lack.empty()) return keep_memory("token.refreshed", "info", message);
  return keep_memory("token.refreshed", "warning", message + "; not granted: " + lack);
}

Secret Attempt::revocable() const { return file_.refresh().empty() ? file_.access().copy() : file_.refresh().copy(); }

Result<Done> Attempt::remember_revocation() {
  memory_.fault = Fault::revoked;
  memory_.failing_since = now();
  memory_.cause = "it was revoked with `token revoke`";
  memory_.remedy = "jada-reconcile token login " + spec_.address.name;
  memory_.parked = print();
  return keep_memory("token.revoked", "warning", memory_.cause);
}

std::optional<Diagnosis> Attempt::bars_login() {
  TokenStore place(spec_, env_.secrets);  // what it reserves is given back at once: a login takes minutes
  if (place.read() == TokenStore::State::unreadable) return unkept({Code::denied, place.trouble()});
  if (!place.takes_login()) return misplaced(place);
  if (place.content() != nullptr && place.content()->pending_fence) return fenced(place);
  if (auto done = env_.secrets.make_folder(std::filesystem::path(spec_.file).parent_path(), 0700); !done)
    return unkept(done.error());
  const auto room = place.reserve();
  return room ? std::nullopt : std::optional(unkept(room.error()));
}

std::optional<Diagnosis> Attempt::adopt_login(const TokenAnswer& answer, const HttpAnswer& from) {
  observe_clock(from);
  file_.read();
  const bool was_there = file_.state() != TokenStore::State::missing;
  if (was_there) {
    const auto old = env_.secrets.read(spec_.file);
    if (!old) return unkept(old.error());
    auto place = env_.secrets.prepare(previous_path(), 0);
    const auto kept = place ? (*place)->commit(old->text) : Result<Done>(place.error());
    if (!kept) return unkept(kept.error());
  }
  if (auto room = file_.reserve(); !room) return unkept(room.error());
  const Time sent_at = from.sent_at + memory_.clock_offset;
  memory_.issued_at = sent_at;
  memory_.refresh_expires_at.reset();
  memory_.rotation = spec_.rotation;
  sent_print_.clear();
  if (auto trouble = keep(answer, sent_at, true)) return trouble;
  if (has_refresh_token() && file_.refresh().empty())
    return fault(Fault::answer_unusable, "the provider gave no refresh token: it was not asked for lasting access",
                 "add the scope offline_access, or take the app's access back at the provider and log in again");
  if (auto trouble = close_journal()) return trouble;
  clear_failure();
  memory_.previous_kept = was_there;
  const auto kept = keep_memory("token.login", "info", "logged in; good until " + until_text());
  return kept ? std::nullopt : std::optional(fault(Fault::file_not_writable, kept.error().message));
}

std::string Attempt::previous_path() const { return spec_.file + ".prev"; }

std::string Attempt::until_text() const {
  return memory_.expires_at ? to_string(*memory_.expires_at) : "an unknown time";
}

Result<Done> Attempt::keep_memory(std::string type, std::string level, std::string message) {
  if (!recalled_) return recalled_;
  const TokenMemo memo{
      .access_print = access_print(), .clock_offset = memory_.clock_offset, .lifetime = memory_.lifetime};
  env_.secrets.leave_memo(turn_name(spec_), to_line(memo));
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
  memory_.cause.clear();
  memory_.remedy.clear();
  memory_.parked.clear();
}

Result<Done> Attempt::remember_failure(const Diagnosis& diagnosis) {
  const bool same = memory_.fault == diagnosis.fault;
  memory_.attempts = same ? memory_.attempts + 1 : 1;
  memory_.fault = diagnosis.fault;
  if (!memory_.failing_since) memory_.failing_since = now();
  memory_.cause = diagnosis.cause;
  memory_.remedy = diagnosis.remedy;
  const bool final = is_final(diagnosis, memory_.attempts);
  if (final) {
    memory_.parked = print();
    memory_.next_try_at.reset();
    if (is_death(diagnosis.fault)) memory_.deaths.push_back(now());
  } else {
    memory_.next_try_at = now() + pause_after(diagnosis, memory_.attempts, spec_.address.name);
  }
  const std::string message = diagnosis.cause + (diagnosis.remedy.empty() ? "" : "; " + diagnosis.remedy);
  return keep_memory(final ? "token.parked" : "token.failed", "error", message);
}

}  // namespace jada
