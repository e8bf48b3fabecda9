#include "engine/loop/controller.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/loop/config_fault.h"
#include "engine/loop/event_log.h"
#include "engine/loop/heartbeat.h"
#include "engine/loop/loop_context.h"
#include "engine/loop/pass.h"
#include "engine/loop/world_passes.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr Duration kPruneEvery = 24h;
constexpr Duration kJobsWait = 20s;        // for a pass over the world that may mend what they need
constexpr Duration kStuck = 10 * kBudget;  // a pass that does not end is no sign of life
constexpr Duration kHold = 2s;
constexpr Duration kAtLeast = 5min;  // they are due when the state has news, or by the time they name
constexpr const char* kRunId = "controller";

bool weighs(const AlertRecord& alert) {
  const bool is_open = alert.state == "firing" || alert.state == "acked";
  return is_open && (alert.severity == "error" || alert.severity == "critical");
}

class ControllerLoop {
 public:
  ControllerLoop(LoopHost& host, Loaded first) : loop_(host, first.desired.controller), store_(std::move(first.store)) {
    adopt(std::move(first.desired));
  }

  void run(Duration drain, const std::function<bool()>& goes_on) {
    log_events_.begin();
    tell_of(std::nullopt);
    while (!loop_.host.is_stop_wanted() && (!goes_on || goes_on())) {
      turn();
      loop_.host.wait(pause());
    }
    land_all(drain);
  }

 private:
  void turn() {
    const Time began = loop_.now();
    if (began < last_turn_) restart();
    last_turn_ = began;
    loop_.flights.land();
    reload_when_wanted();
    world_.turn();
    if (may_judge()) {
      start_jobs();
      raise_alerts();
      run_stage(Stage::channels);
    }
    prune_when_due();
    log_events_.tell();
    report(began);
  }

  // The clock was set back: whatever waits for a time would wait for as long again.
  void restart() {
    loop_.outside.log.say({.level = LogLine::Level::warning, .event = "clock.set_back"});
    loop_.queue.restart(loop_.now());
    world_.restart();
    heartbeat_.restart();
    held_until_.clear();
    prune_at_ = Time{};
    began_waiting_.reset();
    loop_.alerts_due = true;
  }

  void adopt(Desired fresh) {
    std::erase_if(loop_.generations, [](const auto& old) { return old->used == 0; });
    loop_.generations.push_back(std::make_unique<Generation>());
    loop_.generation().desired = std::move(fresh);
    loop_.queue.declare(loop_.desired(), loop_.now());
    world_.make_whole();
    loop_.alerts_due = true;
  }

  // What is under way over the world ends with the file it began with.
  void reload_when_wanted() {
    loop_.is_reload_wanted = loop_.host.is_reload_wanted() || loop_.is_reload_wanted;
    if (!loop_.is_reload_wanted || world_.is_under_way()) return;
    loop_.is_reload_wanted = false;
    auto loaded = loop_.host.load();
    tell_of(loaded ? std::nullopt : std::optional(loaded.error()));
    if (loaded) adopt(std::move(loaded->desired));
  }

  void tell_of(const std::optional<Error>& fault) {
    const auto told = tell_of_file(fault, *store_, loop_.now());
    told ? loop_.well("the file") : loop_.fail(told.error(), "the file");
    loop_.alerts_due = true;
  }

  // What depends on the world waits for the first look at it, but not for ever.
  bool may_judge() {
    if (world_.was_whole()) return true;
    if (!began_waiting_) began_waiting_ = loop_.now();
    return loop_.now() - *began_waiting_ > 2 * kBudget;
  }

  void start_jobs() {
    const auto oldest = loop_.queue.oldest_due(Stage::jobs, loop_.now());
    if (world_.is_under_way() && (!oldest || loop_.now() - *oldest < kJobsWait)) return;
    if (std::exchange(loop_.has_news_for_jobs, false)) loop_.queue.make_due(Stage::jobs, loop_.now());
    run_stage(Stage::jobs);
  }

  bool is_held(Stage stage) const {
    const auto until = held_until_.find(stage);
    return until != held_until_.end() && loop_.now() < until->second;
  }

  void run_stage(Stage stage) {
    if (is_held(stage)) return;
    const auto due = loop_.queue.due(stage, loop_.now());
    if (due.empty()) return;
    auto request = request_for(&due);
    const auto decision = look(request, stage);
    if (!decision) return;
    const auto pace = stage == Stage::jobs ? WorkQueue::Pace{kAtLeast, kAtLeast} : loop_.pace();
    for (const Address& address : due) learn(*decision, address, pace);
    for (Errand& errand : errands_of(*decision, loop_.desired(), request)) launch(stage, std::move(errand));
  }

  PlanRequest request_for(const std::set<Address>* only) {
    PlanRequest request{
        .mode = "apply", .tool_version = loop_.host.version(), .later = loop_.queue.held_back(loop_.now())};
    request.observe.only = only;
    return request;
  }

  std::optional<Decision> look(const PlanRequest& request, Stage stage) {
    const std::string part(part_of(stage));
    Budget budget(loop_.outside.clock, loop_.stopping);
    auto decision = look_at_stage(loop_.desired(), request, stage, loop_.ports(*store_, budget));
    if (decision) {
      loop_.well(part);
      return std::move(*decision);
    }
    loop_.fail(decision.error(), part);
    held_until_[stage] = loop_.now() + kHold;
    return std::nullopt;
  }

  void learn(const Decision& decision, const Address& address, const WorkQueue::Pace& pace) {
    const bool is_news = loop_.queue.learn(address, looked_at(decision, address), pace, loop_.now());
    loop_.alerts_due = loop_.alerts_due || is_news;
  }

  void launch(Stage stage, Errand errand) {
    const Address address = errand.declared->address;
    if (loop_.queue.is_busy(address)) return;
    if (loop_.queue.busy(stage) >= loop_.settings().max_concurrent)
      return loop_.queue.make_due(address, loop_.now() + 1s);
    loop_.queue.set_busy(address, true);
    Generation& generation = loop_.generation();
    ++generation.used;
    loop_.flights.launch([this, stage, &generation, errand = std::move(errand)]() -> std::function<void()> {
      const Confirmation done = carry_out(errand, loop_.outside, open_view());
      const bool has_failed = std::any_of(done.outcomes.begin(), done.outcomes.end(),
                                          [](const Outcome& outcome) { return outcome.fate != WriteFate::done; });
      Run run;
      run.id = kRunId;
      Batch logs = stage == Stage::jobs ? log_of(done, run) : Batch{};
      return [this, stage, &generation, address = errand.declared->address, has_failed, logs = std::move(logs)] {
        --generation.used;
        land(stage, address, has_failed, logs);
      };
    });
  }

  // Of no one moment: a job may take hours, and must not hold the log of the state that long.
  Result<std::unique_ptr<StateView>> open_view() {
    auto opened = loop_.host.open_store();
    if (!opened) return opened.error();
    return std::unique_ptr<StateView>(std::move(*opened));
  }

  void land(Stage stage, const Address& address, bool has_failed, const Batch& logs) {
    loop_.queue.set_busy(address, false);
    // A job that failed has its ledger; a channel is not asked again at once.
    if (stage == Stage::channels)
      loop_.queue.learn(address, {.was_tried = true, .has_failed = has_failed}, loop_.pace(), loop_.now());
    loop_.queue.make_due(address, has_failed ? loop_.now() + 1s : loop_.now());
    if (stage == Stage::channels && has_failed) loop_.queue.make_due(Stage::channels, loop_.now());  // its fallback
    loop_.alerts_due = loop_.alerts_due || stage == Stage::jobs || has_failed;
    if (logs.changes.empty()) return;
    const auto stored = store_->commit(logs);
    stored ? loop_.well("what was run") : loop_.fail(stored.error(), "what was run");
  }

  void raise_alerts() {
    if (is_held(Stage::alerts)) return;
    if (!loop_.alerts_due && loop_.queue.due(Stage::alerts, loop_.now()).empty()) return;
    const auto decision = look(request_for(nullptr), Stage::alerts);
    if (!decision) return;
    bool is_anybody_told = false;
    for (const Settlement& settlement : decision->settled) {
      learn(*decision, settlement.resource, {kAtLeast, kAtLeast});
      is_anybody_told = is_anybody_told || !settlement.found.notices.empty();
    }
    loop_.alerts_due = false;
    if (is_anybody_told) loop_.queue.make_due(Stage::channels, loop_.now());
    count_firing();
  }

  void count_firing() {
    const auto alerts = store_->alerts("");
    if (!alerts) return loop_.fail(alerts.error(), "the alerts");  // until they can be looked at again
    firing_ = static_cast<std::size_t>(std::count_if(alerts->begin(), alerts->end(), weighs));
  }

  void report(Time began) {
    Turn turn{
        .ended_at = loop_.now(), .is_good = loop_.troubles.empty(), .is_ready = world_.was_whole(), .firing = firing_};
    turn.took = turn.ended_at - began;
    turn.busy = loop_.flights.under_way();
    if (world_.under_way_for() > kStuck) return;
    beat(turn);
    loop_.host.told(turn);
  }

  void beat(const Turn& turn) {
    const auto& address = loop_.settings().heartbeat;
    if (!address || !turn.is_ready) return;
    const auto is_good = heartbeat_.due(turn.is_good && turn.firing == 0, loop_.now());
    if (!is_good) return;
    loop_.flights.launch([this, address = *address, good = *is_good]() -> std::function<void()> {
      const auto sent = ping(address, good, loop_.outside.http, loop_.outside.secrets);
      return [this, sent] {
        if (sent) return;
        heartbeat_.failed(loop_.now());
        loop_.outside.log.say(
            {.level = LogLine::Level::warning, .event = "heartbeat.failed", .message = sent.error().message});
      };
    });
  }

  void prune_when_due() {
    if (loop_.now() < prune_at_) return;
    prune_at_ = loop_.now() + kPruneEvery;
    const auto pruned = store_->prune({.before = loop_.now() - loop_.settings().keep});
    pruned ? loop_.well("old records") : loop_.fail(pruned.error(), "old records");
  }

  Duration pause() {
    Duration most = loop_.settings().tick;
    if (const auto next = loop_.queue.next_due()) most = std::min(most, *next - loop_.now());
    const bool waits = world_.is_waiting() || std::any_of(held_until_.begin(), held_until_.end(),
                                                          [&](const auto& held) { return loop_.now() < held.second; });
    return std::max<Duration>(most, waits ? 100ms : 10ms);
  }

  void land_all(Duration drain) {
    loop_.stopping = true;
    const Time patience = loop_.now() + drain;
    while (loop_.flights.under_way() > 0) {
      if (loop_.now() >= patience) loop_.stop_jobs = true;
      loop_.flights.land();
      if (loop_.flights.under_way() > 0) loop_.host.wait(100ms);
    }
    log_events_.tell();
  }

  LoopContext loop_;
  std::unique_ptr<Store> store_;
  WorldPasses world_{loop_};
  EventLog log_events_{*store_, loop_.outside.log};
  Heartbeat heartbeat_{};
  std::map<Stage, Time> held_until_{};  // after a look in vain
  Time last_turn_{};
  std::optional<Time> began_waiting_{};
  std::size_t firing_ = 0;
  Time prune_at_{};
};

}  // namespace

Result<Done> run_controller(LoopHost& host, Duration drain, const std::function<bool()>& goes_on) {
  auto first = host.load();
  if (!first) return first.error();
  ControllerLoop(host, std::move(*first)).run(drain, goes_on);
  return Done{};
}

}  // namespace jada
