#include "resources/sync/sync.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/json.h"
#include "resources/sync/agenda.h"

namespace jada {

Kind sync_kind() { return make_kind<Sync>(); }

namespace {

using namespace std::chrono_literals;

void read_interval(Reader& in, Sync::Spec& spec) {
  const Duration interval = in.duration("every", "run at multiples of this since 1970 in UTC", 30min);
  const Duration phase = in.duration("phase", "with `every`: so much later", Duration{0});
  auto schedule = Schedule::every(interval, phase);
  if (!schedule) return in.fault(in.has("phase") ? "phase" : "every", schedule.error().message);
  spec.schedule = std::move(*schedule);
  spec.is_interval = true;
}

void read_cron(Reader& in, const std::string& text, const std::string& zone, Sync::Spec& spec) {
  const auto cron = parse_cron(text);
  if (const auto* fault = std::get_if<CronFault>(&cron)) return in.fault("cron", fault->message, fault->hint);
  const auto place = Zone::named(zone);
  if (!place) return in.fault("timezone", place.error().message);
  spec.schedule = Schedule::at(std::get<Cron>(cron), *place);
}

void read_schedule(Reader& in, Sync::Spec& spec) {
  const auto cron = in.maybe_text("cron", "five fields of cron(8), instead of `every`");
  const std::string zone = in.text("timezone", "with `cron`: whose wall clock", "UTC");
  if (cron && in.has("every")) return in.fault("cron", "`cron` and `every` exclude each other", "leave one out");
  if (in.has("timezone") && !cron)
    in.fault("timezone", "`timezone` goes with `cron`", "`every` is the same everywhere");
  if (cron && in.has("phase")) in.fault("phase", "`phase` goes with `every`");
  if (cron) {
    in.accept("every");
    in.accept("phase");
    return read_cron(in, *cron, zone, spec);
  }
  if (!in.has("every") && in.has("run"))
    in.fault("every", "neither `every` nor `cron`: when is it to run?", "every = \"30m\"");
  read_interval(in, spec);
}

void read_command(Reader& in, Sync::Spec& spec) {
  spec.argv = in.texts("run", "the program and its arguments; no shell");
  if (in.has("run") && (spec.argv.empty() || spec.argv.front().empty()))
    in.fault("run", "`run` names no program", "run = [\"python3\", \"port_sheet_sync.py\"]");
  if (!in.has("run")) in.fault("run", "`run` is missing", "run = [\"python3\", \"port_sheet_sync.py\"]");
  spec.folder = in.maybe_path("folder", "where it runs; absent: where desired.toml is").value_or("");
  spec.needs = in.addresses("needs", "what it must be able to use; else its slot is blocked", {});
  spec.timeout = in.duration("timeout", "ended after this, with everything it started", spec.timeout);
  spec.kill_grace = in.duration("kill_grace", "from SIGTERM to SIGKILL", spec.kill_grace);
  const auto pattern = in.maybe_text("fail_if_output", "regular expression (RE2) over its output: exit 0 is no proof");
  if (!pattern) return;
  auto compiled = Pattern::parse(*pattern);
  if (!compiled) return in.fault("fail_if_output", compiled.error().message);
  spec.fail_if_output = std::move(*compiled);
}

void read_policy(Reader& in, Sync::Spec& spec) {
  if (in.has("fresh_within"))
    spec.fresh_within = in.duration("fresh_within", "the newest success must be younger", 45min);
  else
    in.duration("fresh_within", "the newest success must be younger; absent: two slots", 0s);
  spec.overlap = static_cast<Sync::Overlap>(
      in.choice("overlap", "a slot that comes while it still runs", {"skip", "buffer_one", "kill_other"}, 0));
  spec.catch_up = static_cast<Sync::CatchUp>(
      in.choice("catch_up", "slots that passed while nobody could run them", {"one", "none", "all"}, 0));
  spec.catch_up_window = in.duration("catch_up_window", "how old a slot is still caught up", spec.catch_up_window);
  const Duration deadline = in.duration("start_deadline", "a slot that cannot start within this is missed", 0s);
  if (in.has("start_deadline")) spec.start_deadline = deadline;
  Reader retry = in.table("retry", "a run that failed is tried again");
  spec.attempts = static_cast<int>(retry.integer("attempts", "runs of one slot in all", 1, 1, 100));
  spec.retry_interval = retry.duration("interval", "between them", spec.retry_interval);
}

bool must_be_positive(Reader& in, const char* key, Duration value) {
  if (value > 0s || !in.has(key)) return true;
  in.fault(key, fmt::format("`{}` must be longer than nothing", key));
  return false;
}

bool is_permanent(std::string_view reason) {
  constexpr std::string_view kPermanent[] = {"not_permitted", "misconfigured", "not_runnable", "program_missing",
                                             "not_started"};
  return std::find(std::begin(kPermanent), std::end(kPermanent), reason) != std::end(kPermanent);
}

bool was_run(const Slot& slot) {
  if (slot.reason == "stopped") return false;  // by us: it says nothing about the program
  return slot.outcome == "ok" || slot.outcome == "failed" || slot.outcome == "timeout" ||
         (slot.is_open() && slot.retry_at);
}

// Failures in a row, counted by slots; what was blocked or missed says nothing about the program.
TrackRecord track_record_of(const Sync::Observed& seen) {
  TrackRecord record;
  record.succeeded_at = seen.newest_ok ? seen.newest_ok->finished_at : seen.first_seen_at;
  for (const Slot& slot : seen.recent) {
    if (slot.outcome == "ok") break;
    if (!was_run(slot)) continue;
    if (record.failures++ == 0) record.last_error = slot.detail.empty() ? slot.reason : slot.detail;
  }
  return record;
}

std::optional<Time> since(const Sync::Observed& seen) {
  return seen.newest_ok ? seen.newest_ok->finished_at : seen.first_seen_at;
}

Ailment ailment_of(const Sync::Spec& spec, const Sync::Observed& seen, const TrackRecord& record, Time now) {
  for (const Sync::Need& need : seen.needs) {
    if (need.unusable.empty()) continue;
    return {.diagnosis = "need_unusable",
            .cause = to_string(need.address) + ": " + need.unusable,
            .waits_for = to_string(need.address)};
  }
  const std::string look = "jada-reconcile sync history " + spec.address.name;
  if (record.failures > 0) {
    const auto last = std::find_if(seen.recent.begin(), seen.recent.end(), was_run);
    return {.diagnosis = last->reason,
            .cause = record.last_error,
            .remedy = look,
            .is_permanent = is_permanent(last->reason)};
  }
  const auto good_since = since(seen);
  if (!spec.fresh_within || !good_since || now - *good_since <= *spec.fresh_within) return {};
  return {.diagnosis = "stale",
          .cause = fmt::format("no success for {}, which is longer than fresh_within = \"{}\"",
                               about(now - *good_since), to_string(*spec.fresh_within)),
          .remedy = look};
}

std::string note_of(const Sync::Spec& spec, const Sync::Observed& seen, Time now) {
  Json note{{"fresh_within_ms", freshness(spec, now).count()}};
  if (!seen.recent.empty()) {
    note["last_slot_at"] = to_string(seen.recent.front().slot_at);
    note["last_outcome"] = seen.recent.front().outcome;
  }
  return canonical(note);
}

Json last_slot(const Sync::Observed& seen) {
  return seen.recent.empty() ? Json("none") : Json(to_string(seen.recent.front().slot_at));
}

Change run_change(const Sync::Spec& spec, const Sync::Observed& seen, const Agenda& agenda) {
  Change change{.address = spec.address, .action = Action::run, .cause = Cause::schedule};
  change.seen = canonical(Json{{"slot", last_slot(seen)}});
  if (!agenda.begin) {
    change.reason = "blocked";
    change.wanted = canonical(Json{{"slot", "due"}});
    change.detail = "a slot is due";
    change.blocked_by.push_back(agenda.blocked_by);
    return change;
  }
  const Slot& slot = agenda.begin->slot;
  change.reason = agenda.begin->reason;
  change.wanted = canonical(Json{{"slot", to_string(slot.slot_at)}});
  change.detail = "slot of " + to_string(slot.slot_at);
  if (slot.attempts > 0) change.detail += fmt::format(", attempt {} of {}", slot.attempts + 1, spec.attempts);
  return change;
}

}  // namespace

Sync::Spec Sync::parse(Reader& in) {
  Spec spec{.address = in.address()};
  read_schedule(in, spec);
  read_command(in, spec);
  read_policy(in, spec);
  must_be_positive(in, "timeout", spec.timeout);
  must_be_positive(in, "fresh_within", spec.fresh_within.value_or(1s));
  if (!spec.schedule) spec.schedule = *Schedule::every(30min);  // a fault was told
  return spec;
}

std::vector<std::string> Sync::replicas(const Spec&) { return {""}; }

std::vector<Address> Sync::needs(const Spec& spec) { return spec.needs; }

bool Sync::remote(const Spec&) { return false; }

Duration freshness(const Sync::Spec& spec, Time now) {
  if (spec.fresh_within) return *spec.fresh_within;
  Duration longest{0};
  const auto slots = spec.schedule->slots(now, Time::max(), 8);
  for (std::size_t i = 1; i < slots.size(); ++i) longest = std::max(longest, slots[i] - slots[i - 1]);
  return 2 * longest + spec.timeout;
}

Verdict Sync::diff(const Spec& spec, const std::vector<ReplicaSight<Observed>>& sights, Time now) {
  Verdict verdict;
  const auto& sight = sights.front();
  if (!sight.seen) return verdict;
  const Observed& seen = *sight.seen;
  Agenda agenda = agenda_of(spec, seen, now);
  verdict.items = 1;
  verdict.replica_notes.emplace_back("", note_of(spec, seen, now));
  verdict.track_record = track_record_of(seen);
  verdict.ailment = ailment_of(spec, seen, *verdict.track_record, now);
  verdict.recheck_at = agenda.next_at;
  verdict.recheck_reason = "run";
  verdict.retry_at = Time{};  // the ledger says when; nothing else holds it back
  if (agenda.begin || !agenda.blocked_by.empty()) verdict.changes.push_back(run_change(spec, seen, agenda));
  verdict.slots = std::move(agenda.ended);
  return verdict;
}

}  // namespace jada
