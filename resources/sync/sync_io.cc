#include <fmt/format.h>

#include "engine/base/json_lenient.h"
#include "resources/sync/agenda.h"
#include "resources/sync/attempt.h"
#include "resources/sync/sync.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRecent = 64;

// What the state tells of a need; one that it does not know has not been looked at yet.
Result<Sync::Need> need_of(const Address& address, const StateView& state, Time now) {
  Sync::Need need{.address = address};
  const auto record = state.find(address);
  if (!record) return record.error();
  const auto standing = parse_json(*record ? (*record)->standing : "");
  if (!standing || !standing->is_object()) {
    need.unusable = "has not been looked at yet";
    return need;
  }
  const auto use = standing->find("use");
  if (use == standing->end() || !use->is_object()) return need;
  need.file = text_in(*use, "file");
  need.unusable = text_in(*use, "unusable");
  if (text_in(*standing, "condition") == "Unknown") need.unusable = "could not be looked at";
  const auto until = time_in(*use, "until");
  if (need.unusable.empty() && until && *until <= now) need.unusable = "expired at " + to_string(*until);
  const auto ailment = standing->find("ailment");
  const std::string cause = ailment != standing->end() && ailment->is_object() ? text_in(*ailment, "cause") : "";
  const bool is_told = need.unusable.find(cause) != std::string::npos;
  if (!need.unusable.empty() && !is_told) need.unusable += "; " + cause;
  return need;
}

std::optional<Time> first_seen(const std::optional<Record>& prior) {
  const auto standing = parse_json(prior ? prior->standing : "");
  return standing && standing->is_object() ? time_in(*standing, "first_seen_at") : std::nullopt;
}

template <class Slots>
std::optional<Slot> first_of(Slots&& slots) {
  return slots.empty() ? std::nullopt : std::optional(std::move(slots.front()));
}

// Whoever runs it holds the lock of the sync, which ends with him.
bool is_running(const Sync::Spec& spec, Env& env) {
  const auto turn = take_turn(spec, env, 0s);
  return !turn && turn.error().code == Code::unavailable;
}

Outcome outcome_of(const SyncRun& run) {
  if (!run.trouble.message.empty()) return {.fate = WriteFate::failed, .trouble = run.trouble};
  if (run.slot.outcome == "ok") return {.fate = WriteFate::done};
  std::string message = run.slot.detail;
  if (run.slot.is_open() && run.slot.retry_at) message += "; next attempt at " + to_string(*run.slot.retry_at);
  return {.fate = WriteFate::failed,
          .trouble = {Code::unavailable, std::move(message)},
          .remedy = "jada-reconcile sync history " + run.slot.address.name};
}

// What was planned may be done, taken or over by now: the ledger decides anew, under the lock.
Outcome begin_what_is_due(const Sync::Spec& spec, Env& env) {
  const auto turn = take_turn(spec, env, 1s);
  if (!turn && turn.error().code == Code::unavailable) return {.fate = WriteFate::done};  // somebody runs it
  if (!turn) return {.fate = WriteFate::failed, .trouble = turn.error()};
  const Time now = env.clock.now();
  const auto prior = env.state.find(spec.address);
  if (!prior) return {.fate = WriteFate::failed, .trouble = prior.error()};
  auto seen = Sync::look(spec, *prior, env, now);
  if (!seen) return {.fate = WriteFate::failed, .trouble = seen.error()};
  seen->is_running = false;  // the lock is ours
  Agenda agenda = agenda_of(spec, *seen, now);
  if (!agenda.ended.empty()) {
    const auto kept = env.memory.write({.slots = agenda.ended});
    if (!kept) return {.fate = WriteFate::failed, .trouble = kept.error()};
  }
  if (!agenda.blocked_by.empty())
    return {.fate = WriteFate::failed, .trouble = {Code::unavailable, "blocked by " + agenda.blocked_by}};
  if (!agenda.begin) return {.fate = WriteFate::done};
  return outcome_of(attempt(spec, std::move(agenda.begin->slot), seen->needs, env));
}

}  // namespace

Result<Sync::Observed> Sync::look(const Spec& spec, const std::optional<Record>& prior, Env& env, Time now) {
  Observed seen{.first_seen_at = first_seen(prior)};
  auto recent = env.state.slots(spec.address, {.until = now, .limit = kRecent});
  if (!recent) return recent.error();
  seen.recent = std::move(*recent);
  auto newest_ok = env.state.slots(spec.address, {.until = now, .outcome = "ok", .limit = 1});
  if (!newest_ok) return newest_ok.error();
  seen.newest_ok = first_of(std::move(*newest_ok));
  auto open = env.state.slots(spec.address, {.open_only = true, .limit = 1});
  if (!open) return open.error();
  seen.open = first_of(std::move(*open));
  for (const Address& address : spec.needs) {
    auto need = need_of(address, env.state, now);
    if (!need) return need.error();
    seen.needs.push_back(std::move(*need));
  }
  return seen;
}

Result<Sync::Observed> Sync::observe(const Spec& spec, const Look& looked, Env& env) {
  auto seen = look(spec, looked.prior, env, env.clock.now());
  if (seen && seen->open && !seen->open->retry_at) seen->is_running = is_running(spec, env);
  return seen;
}

std::vector<Outcome> Sync::apply(const Spec& spec, Changes batch, Env& env) {
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < batch.size(); ++i) outcomes.push_back(begin_what_is_due(spec, env));
  return outcomes;
}

Result<SyncRun> run_now(const Sync::Spec& spec, Env& env) {
  const auto turn = take_turn(spec, env, 0s);
  if (!turn && turn.error().code == Code::unavailable)
    return Error{Code::conflict, to_string(spec.address) + " runs already"};
  if (!turn) return turn.error();
  const Time now = env.clock.now();
  const auto prior = env.state.find(spec.address);
  if (!prior) return prior.error();
  const auto seen = Sync::look(spec, *prior, env, now);
  if (!seen) return seen.error();
  Slot slot{.address = spec.address, .slot_at = now, .trigger = "asked"};
  if (const std::string blocked = unusable_need(*seen); !blocked.empty()) {
    slot.outcome = "blocked";
    slot.reason = "need_unusable";
    slot.detail = blocked;
    slot.finished_at = now;
    if (auto kept = env.memory.write({.slots = {slot}}); !kept) return kept.error();
    return SyncRun{.slot = std::move(slot), .trouble = {Code::unavailable, "blocked by " + blocked}};
  }
  return attempt(spec, std::move(slot), seen->needs, env);
}

}  // namespace jada
