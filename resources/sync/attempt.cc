#include "resources/sync/attempt.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "engine/base/json_secret.h"
#include "engine/base/utf8.h"
#include "resources/sync/job_outcome.h"
#include "resources/sync/redaction.h"

namespace jada {
namespace {

constexpr std::size_t kOutputKept = 4 * 1024;
constexpr std::size_t kShortestSecret = 12;

std::string variable_of(const Address& need) {
  std::string name = "JADA_TOKEN_FILE_" + need.name;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return name;
}

// Every text of a token file may be a secret that the program prints.
void gather(Json& json, std::vector<Secret>& secrets) {
  if (json.is_string()) {
    auto& text = json.get_ref<std::string&>();
    if (text.size() >= kShortestSecret) secrets.emplace_back(text);
    wipe(text);
  }
  for (Json& inner : json) {
    if (json.is_structured()) gather(inner, secrets);
  }
}

std::vector<Secret> secrets_of(const std::vector<Sync::Need>& needs, Env& env) {
  std::vector<Secret> secrets;
  for (const Sync::Need& need : needs) {
    const auto file = need.file.empty() ? Result<SecretFile>(Error{}) : env.secrets.read(need.file);
    if (!file) continue;  // what cannot be read was not read by the program either
    auto json = parse_json(file->text.reveal());
    if (json) gather(*json, secrets);
    if (!json) secrets.push_back(file->text.copy());
  }
  return secrets;
}

JobRequest request_of(const Sync::Spec& spec, const Slot& slot, const std::vector<Sync::Need>& needs, Time now) {
  JobRequest request{.argv = spec.argv, .folder = spec.folder, .timeout = spec.timeout, .kill_grace = spec.kill_grace};
  for (const Sync::Need& need : needs) {
    if (!need.file.empty()) request.variables.emplace_back(variable_of(need.address), need.file);
  }
  request.variables.emplace_back("JADA_SYNC", spec.address.name);
  request.variables.emplace_back("JADA_SLOT_AT", to_string(slot.slot_at));
  request.variables.emplace_back("JADA_ATTEMPT", std::to_string(slot.attempts));
  const auto next = spec.schedule->next(now);
  if (spec.overlap == Sync::Overlap::kill_other && next) request.timeout = std::min(request.timeout, *next - now);
  return request;
}

// The last whole characters of it.
std::string tail_of(std::string text) {
  if (text.size() <= kOutputKept) return text;
  text.erase(0, text.size() - kOutputKept);
  while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xc0u) == 0x80u) text.erase(0, 1);
  return text;
}

std::string event_type(const Slot& slot) {
  if (slot.is_open()) return "sync.retrying";
  return slot.outcome == "ok" ? "sync.ok" : "sync." + slot.outcome;
}

Event event_of(const Slot& slot, Time now) {
  const bool is_good = slot.outcome == "ok";
  std::string message = is_good ? "ran in " + about(slot.duration.value_or(Duration{0})) : slot.detail;
  if (slot.is_open() && slot.retry_at) message += "; next attempt at " + to_string(*slot.retry_at);
  return {.at = now,
          .address = to_string(slot.address),
          .type = event_type(slot),
          .level = is_good ? "info" : "error",
          .message = std::move(message)};
}

class Attempt {
 public:
  Attempt(const Sync::Spec& spec, Slot slot, Env& env) : spec_(spec), slot_(std::move(slot)), env_(env) {}

  SyncRun run(const std::vector<Sync::Need>& needs) {
    if (auto taken = take(); !taken) return {.slot = slot_, .trouble = taken.error()};
    auto secrets = secrets_of(needs, env_);
    const JobResult result = env_.jobs.run(request_of(spec_, slot_, needs, env_.clock.now()), env_.stop);
    for (Secret& newer : secrets_of(needs, env_)) secrets.push_back(std::move(newer));  // refreshed meanwhile
    settle(result, secrets);
    auto kept = env_.memory.write({.events = {event_of(slot_, env_.clock.now())}, .slots = {slot_}});
    if (kept) ++slot_.revision;
    SyncRun done{.slot = slot_, .was_run = true};
    if (!kept)
      done.trouble = within("it ran (" + slot_.outcome + "), but the ledger could not be written", kept.error());
    return done;
  }

 private:
  Result<Done> take() {
    slot_.attempts += 1;
    slot_.retry_at.reset();
    slot_.started_at = env_.clock.now();
    slot_.runner = canonical(Json{{"host", env_.self.host}, {"pid", env_.self.pid}});
    auto taken = env_.memory.write({.slots = {slot_}});
    if (taken) ++slot_.revision;
    return taken;
  }

  void settle(const JobResult& result, const std::vector<Secret>& secrets) {
    const JobOutcome outcome = outcome_of(result, spec_.fail_if_output ? &*spec_.fail_if_output : nullptr);
    slot_.finished_at = env_.clock.now();
    slot_.duration = result.duration;
    slot_.exit_code = result.end == JobResult::End::exited ? std::optional(result.number) : std::nullopt;
    slot_.reason = outcome.reason;
    slot_.detail = outcome.detail;
    slot_.output_tail = tail_of(redacted(result.output, secrets));
    slot_.runner.clear();
    if (result.end == JobResult::End::stopped) return resume_later();
    conclude(outcome);
  }

  // We were to stop: whoever comes next runs it again, and this does not count.
  void resume_later() {
    if (slot_.trigger == "asked") {
      slot_.outcome = "failed";
      return;
    }
    slot_.attempts -= 1;
    slot_.retry_at = env_.clock.now();
  }

  void conclude(const JobOutcome& outcome) {
    switch (outcome.what) {
      case JobOutcome::Class::ok: slot_.outcome = "ok"; return;
      case JobOutcome::Class::permanent: slot_.outcome = "failed"; return;
      case JobOutcome::Class::timeout:
      case JobOutcome::Class::transient: break;
    }
    if (slot_.trigger != "asked" && slot_.attempts < spec_.attempts) {
      slot_.retry_at = env_.clock.now() + spec_.retry_interval;
    } else {
      slot_.outcome = outcome.what == JobOutcome::Class::timeout ? "timeout" : "failed";
    }
  }

  const Sync::Spec& spec_;
  Slot slot_;
  Env& env_;
};

}  // namespace

Result<std::unique_ptr<SecretLock>> take_turn(const Sync::Spec& spec, Env& env, Duration wait) {
  return env.secrets.lock("sync-" + spec.address.name, wait);
}

SyncRun attempt(const Sync::Spec& spec, Slot slot, const std::vector<Sync::Need>& needs, Env& env) {
  return Attempt(spec, std::move(slot), env).run(needs);
}

}  // namespace jada
