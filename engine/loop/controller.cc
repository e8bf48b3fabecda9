#include "engine/loop/controller.h"

#include <algorithm>
#include <atomic>
#include <set>

#include "engine/base/json.h"
#include "engine/loop/config_fault.h"
#include "engine/loop/event_log.h"
#include "engine/loop/flights.h"
#include "engine/loop/heartbeat.h"
#include "engine/loop/pass.h"
#include "engine/loop/work_queue.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr Duration kBusyPause = 2s;   // while somebody else holds the lease
constexpr Duration kBudget = 45s;     // of one pass over the world: nothing new is begun after it
constexpr int kShareOfLooking = 100;  // looking takes a hundredth of the time at most
constexpr Duration kPruneEvery = 24h;
constexpr std::size_t kWorldWaits = 4;  // turns of tick that jobs wait for the world before they go on without it

// One reading of the file, and how much of what is under way refers to it.
struct Generation {
  Desired desired{};
  std::size_t used = 0;
};

// A pass over the world asks it whether to go on.
class Budget final : public Progress {
 public:
  Budget(const Clock& clock, const std::atomic<bool>& stop)
      : clock_(clock), stop_(stop), until_(clock.now() + kBudget) {}
  void begin(std::string_view, std::size_t) override {}
  void advance(std::size_t) override {}
  void end() override {}
  bool stop_requested() const override { return stop_ || clock_.now() > until_; }

 private:
  const Clock& clock_;
  const std::atomic<bool>& stop_;
  const Time until_;
};

class ControllerLoop {
 public:
  ControllerLoop(LoopHost& host, Loaded first)
      : host_(host), store_(std::move(first.store)), outside_(host.outside(first.desired.controller, stop_jobs_)) {
    adopt(std::move(first.desired));
  }

  void run(Duration drain, const std::function<bool()>& goes_on) {
    log_events_.begin();
    while (!host_.is_stop_wanted() && (!goes_on || goes_on())) {
      turn();
      host_.wait(pause());
    }
    land_all(drain);
  }

 private:
  const Clock& clock() const { return outside_.clock; }
  Time now() const { return clock().now(); }
  Desired& desired() { return generations_.back()->desired; }
  const Controller& settings() { return desired().controller; }
  CyclePorts ports(Store& store, Progress& progress) { return {store, outside_, progress, host_.kinds()}; }

  void turn() {
    const Time began = now();
    is_good_ = true;
    flights_.land();
    reload_when_wanted();
    converge_the_world();
    if (may_judge()) {
      start_jobs();
      raise_alerts();
      deliver();
    }
    prune_when_due();
    log_events_.tell();
    report(began);
  }

  void report(Time began) {
    Turn turn{.ended_at = now(), .is_good = is_good_, .is_ready = was_whole_, .firing = firing_};
    turn.took = turn.ended_at - began;
    turn.busy = flights_.under_way();
    beat(turn);
    host_.told(turn);
  }

  // A pass that hangs is not a completed one: whoever watches must not be told of life.
  bool is_stuck() const { return world_began_ && now() - *world_began_ > 10 * kBudget; }

  void fail(const Error& error, const char* what) {
    is_good_ = false;
    outside_.log.say(
        {.level = LogLine::Level::error, .event = "pass.failed", .message = std::string(what) + ": " + error.message});
  }

  // --- the file ---

  void adopt(Desired fresh) {
    std::erase_if(generations_, [](const auto& old) { return old->used == 0; });
    generations_.push_back(std::make_unique<Generation>());
    generations_.back()->desired = std::move(fresh);
    queue_.declare(desired(), now());
    is_whole_due_ = true;
    alerts_due_ = true;
  }

  void reload_when_wanted() {
    is_reload_wanted_ = host_.is_reload_wanted() || is_reload_wanted_;
    if (!is_reload_wanted_ || world_began_) return;  // what is under way ends with the file it began with
    is_reload_wanted_ = false;
    auto loaded = host_.load();
    const auto told = tell_of_file(loaded, *store_, now());
    if (!told) fail(told.error(), "the fault of the file could not be stored");
    alerts_due_ = true;
    if (loaded) adopt(std::move(loaded->desired));
  }

  // --- the world ---

  void converge_the_world() {
    if (world_began_) return;
    if (is_whole_due_) return launch_whole_pass();
    auto due = queue_.due(Stage::world, now());
    if (due.empty() || now() < world_not_before_) return;
    launch_pass(std::move(due));
  }

  void launch_whole_pass() {
    world_began_ = now();
    flights_.launch([this, version = host_.version()]() -> std::function<void()> {
      auto loaded = host_.load();
      Result<Converged> result = Error{Code::internal, "not begun"};
      std::size_t parallelism = 12;
      if (!loaded) {
        result = loaded.error();
      } else {
        Budget budget(clock(), stopping_);
        parallelism = loaded->desired.controller.max_concurrent;
        result = converge(loaded->desired, {.parallelism = parallelism, .version = version},
                          ports(*loaded->store, budget), host_.node());
      }
      return [this, result = std::move(result)] { land_world(result, nullptr); };
    });
  }

  void launch_pass(std::set<Address> due) {
    world_began_ = now();
    Generation& generation = *generations_.back();
    ++generation.used;
    ConvergeRequest request{
        .later = queue_.held_back(now()), .parallelism = settings().max_concurrent, .version = host_.version()};
    flights_.launch([this, &generation, due = std::move(due), request]() mutable -> std::function<void()> {
      request.only = &due;
      auto result = converge_apart(generation.desired, request);
      return [this, &generation, due, result = std::move(result)] {
        --generation.used;
        land_world(result, &due);
      };
    });
  }

  // With a connection of its own to the state: the loop goes on with its own meanwhile.
  Result<Converged> converge_apart(Desired& desired, const ConvergeRequest& request) {
    if (!world_store_) {
      auto loaded = host_.open_store();
      if (!loaded) return loaded.error();
      world_store_ = std::move(*loaded);
    }
    Budget budget(clock(), stopping_);
    return converge(desired, request, ports(*world_store_, budget), host_.node());
  }

  void land_world(const Result<Converged>& result, const std::set<Address>* due) {
    world_began_.reset();
    if (!result) {
      world_not_before_ = now() + kBusyPause;
      return fail(result.error(), "the world");
    }
    if (result->was_busy) {
      world_not_before_ = now() + kBusyPause;
      return;
    }
    if (due == nullptr) {
      is_whole_due_ = false;
      was_whole_ = true;
    }
    look_took_ = std::max(result->look, look_took_ / 2);
    for (const auto& [address, looked] : result->looked) {
      const bool is_news = queue_.learn(address, looked, pace(), now());
      alerts_due_ = alerts_due_ || is_news;
      is_news_for_jobs_ = is_news_for_jobs_ || is_news;
    }
  }

  WorkQueue::Pace pace() {
    const Duration local = std::clamp<Duration>(look_took_ * kShareOfLooking, settings().tick, 5min);
    return {.local = local, .remote = std::max(settings().look_every, settings().tick)};
  }

  // What depends on the world waits for the first look at it, but not for ever.
  bool may_judge() {
    if (was_whole_) return true;
    if (!began_waiting_) began_waiting_ = now();
    return now() - *began_waiting_ > 2 * kBudget;
  }

  // --- jobs and deliveries ---

  void start_jobs() {
    if (is_news_for_jobs_ && !world_began_) {
      queue_.make_due(Stage::jobs, now());
      is_news_for_jobs_ = false;
    }
    // What they need may be on its way: the world goes first, for a while.
    if (world_began_ && now() - *world_began_ < static_cast<int>(kWorldWaits) * 5s) return;
    run_stage(Stage::jobs);
  }

  void deliver() { run_stage(Stage::channels); }

  void run_stage(Stage stage) {
    const auto due = queue_.due(stage, now());
    if (due.empty()) return;
    PlanRequest request{.mode = "apply", .tool_version = host_.version()};
    request.observe.only = &due;
    request.later = queue_.held_back(now());
    Budget budget(clock(), stopping_);
    auto decision = look_at_stage(desired(), request, stage, ports(*store_, budget));
    if (!decision) return fail(decision.error(), "a look");
    for (const Address& address : due) learn(*decision, address);
    for (Errand& errand : errands_of(*decision, desired(), request)) launch(stage, std::move(errand));
  }

  void learn(const Decision& decision, const Address& address) {
    Looked looked;
    if (const Verdict* found = found_of(decision, address)) looked.recheck_at = found->recheck_at;
    for (const Standing& standing : decision.plan.standings) {
      if (standing.address == address)
        looked.stands = std::string(word(standing.condition)) + " " + standing.reason + " " + standing.message;
    }
    // Alerts look at the state alone: they are due when it has news, or by the time they name.
    const bool waits_for_news = desired().find(address)->stage == Stage::alerts;
    const bool is_news = queue_.learn(address, looked, waits_for_news ? WorkQueue::Pace{5min, 5min} : pace(), now());
    alerts_due_ = alerts_due_ || is_news;
  }

  void launch(Stage stage, Errand errand) {
    const Address address = errand.declared->address;
    if (queue_.busy(stage) >= settings().max_concurrent) return queue_.make_due(address, now() + 1s);
    queue_.set_busy(address, true);
    Generation& generation = *generations_.back();
    ++generation.used;
    flights_.launch([this, stage, &generation, errand = std::move(errand)]() -> std::function<void()> {
      const Confirmation confirmation = carry_out(errand, outside_, *store_);
      const bool has_failed = std::any_of(confirmation.outcomes.begin(), confirmation.outcomes.end(),
                                          [](const Outcome& outcome) { return outcome.fate != WriteFate::done; });
      Run run;
      run.id = kRunId;
      Batch logs = stage == Stage::jobs ? log_of(confirmation, run) : Batch{};
      return [this, stage, &generation, address = errand.declared->address, has_failed, logs = std::move(logs)] {
        --generation.used;
        land_errand(stage, address, has_failed, logs);
      };
    });
  }

  void land_errand(Stage stage, const Address& address, bool has_failed, const Batch& logs) {
    queue_.set_busy(address, false);
    // A job that failed has its ledger; a channel, or a state that takes nothing, is not asked again at once.
    const bool may_repeat = has_failed && stage == Stage::channels;
    if (may_repeat) queue_.learn(address, {.was_tried = true, .has_failed = true}, pace(), now());
    queue_.make_due(address, has_failed ? now() + 1s : now());
    alerts_due_ = alerts_due_ || stage == Stage::jobs || has_failed;
    if (logs.changes.empty()) return;
    const auto stored = store_->commit(logs);
    if (!stored) fail(stored.error(), "what was run");
  }

  // --- alerts ---

  void raise_alerts() {
    const auto due = queue_.due(Stage::alerts, now());
    if (!alerts_due_ && due.empty()) return;
    alerts_due_ = false;
    Budget budget(clock(), stopping_);
    PlanRequest request{.mode = "apply", .tool_version = host_.version()};
    auto decision = look_at_stage(desired(), request, Stage::alerts, ports(*store_, budget));
    if (!decision) {
      alerts_due_ = true;
      return fail(decision.error(), "the alerts");
    }
    bool is_anybody_told = false;
    for (const Settlement& settlement : decision->settled) {
      learn(*decision, settlement.resource);
      is_anybody_told = is_anybody_told || !settlement.found.notices.empty();
    }
    alerts_due_ = false;
    if (is_anybody_told) queue_.make_due(Stage::channels, now());
    count_firing();
  }

  void count_firing() {
    const auto alerts = store_->alerts("");
    if (!alerts) return fail(alerts.error(), "the alerts");
    firing_ = static_cast<std::size_t>(std::count_if(alerts->begin(), alerts->end(), [](const AlertRecord& alert) {
      const bool is_open = alert.state == "firing" || alert.state == "acked";
      return is_open && (alert.severity == "error" || alert.severity == "critical");
    }));
  }

  // --- the rest ---

  void beat(const Turn& turn) {
    const auto& address = settings().heartbeat;
    if (!address || !turn.is_ready || is_stuck()) return;
    const auto is_good = heartbeat_.due(turn.is_good && turn.firing == 0, now());
    if (!is_good) return;
    flights_.launch([this, address = *address, good = *is_good]() -> std::function<void()> {
      const auto sent = ping(address, good, outside_.http, outside_.secrets);
      return [this, sent] {
        if (sent) return;
        heartbeat_.failed(now());
        outside_.log.say(
            {.level = LogLine::Level::warning, .event = "heartbeat.failed", .message = sent.error().message});
      };
    });
  }

  void prune_when_due() {
    if (now() < prune_at_) return;
    prune_at_ = now() + kPruneEvery;
    const auto pruned = store_->prune({.before = now() - settings().keep});
    if (!pruned) fail(pruned.error(), "old records");
  }

  Duration pause() {
    const auto next = queue_.next_due();
    Duration most = settings().tick;
    if (next) most = std::min(most, std::max(*next - now(), Duration{0}));
    if (world_began_ || now() < world_not_before_) most = std::max<Duration>(most, 100ms);
    return std::max<Duration>(most, 10ms);
  }

  void land_all(Duration drain) {
    stopping_ = true;
    const Time patience = now() + drain;
    while (flights_.under_way() > 0) {
      if (now() >= patience) stop_jobs_ = true;
      flights_.land();
      if (flights_.under_way() > 0) host_.wait(100ms);
    }
    log_events_.tell();
  }

  static constexpr const char* kRunId = "controller";

  LoopHost& host_;
  std::atomic<bool> stop_jobs_ = false;  // what takes long is to end
  std::atomic<bool> stopping_ = false;   // nothing new is begun
  std::unique_ptr<Store> store_;
  std::unique_ptr<Store> world_store_{};  // of the pass over the world, while it is under way
  Outside outside_;
  std::vector<std::unique_ptr<Generation>> generations_{};
  WorkQueue queue_{};
  Flights flights_{host_};
  EventLog log_events_{*store_, outside_.log};
  Heartbeat heartbeat_{};

  bool is_good_ = true;
  bool is_reload_wanted_ = false;
  bool is_whole_due_ = true;  // what is declared no more is to be forgotten, what is new to be adopted
  bool was_whole_ = false;
  bool alerts_due_ = true;
  bool is_news_for_jobs_ = false;
  std::size_t firing_ = 0;
  std::optional<Time> world_began_{};
  Time world_not_before_{};
  std::optional<Time> began_waiting_{};
  Duration look_took_{};
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
