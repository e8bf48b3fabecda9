#include "resources/sync/agenda.h"

#include <algorithm>

#include "engine/base/text.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

// Later than this a slot has been missed where nothing is caught up.
constexpr Duration kStartDeadline = 1min;

// At one look; the next one goes on.
constexpr std::size_t kMostSlots = 2000;

class Planning {
 public:
  Planning(const Sync::Spec& spec, const Sync::Observed& seen, Time now) : spec_(spec), seen_(seen), now_(now) {}

  Agenda run() {
    agenda_.next_at = spec_.schedule->next(now_);
    due_ = spec_.schedule->slots(from(), now_, kMostSlots);
    if (seen_.open && seen_.is_running) {
      wait_behind_the_running_one();
    } else if (seen_.open && !go_on_with_the_open_one()) {
      return std::move(agenda_);
    } else if (!due_.empty()) {
      take_what_is_due();
    } else {
      catch_up_after_a_block();
    }
    return std::move(agenda_);
  }

 private:
  Time from() const {
    for (const Slot& slot : seen_.recent) {
      if (slot.trigger == "slot" && slot.slot_at <= now_) return slot.slot_at;
    }
    if (!spec_.is_interval) return std::min(seen_.first_seen_at.value_or(now_), now_);
    const auto next = spec_.schedule->next(now_);
    const auto after = next ? spec_.schedule->next(*next) : std::nullopt;
    return after ? now_ - (*after - *next) : now_;  // the newest slot is due at first sight
  }

  void end(Time slot_at, const char* outcome, const char* reason, std::string detail) {
    agenda_.ended.push_back({.address = spec_.address,
                             .slot_at = slot_at,
                             .trigger = "slot",
                             .outcome = outcome,
                             .reason = reason,
                             .detail = std::move(detail),
                             .finished_at = now_});
  }

  void wait_behind_the_running_one() {
    if (spec_.catch_up == Sync::CatchUp::all) return;                            // they wait in line
    if (spec_.overlap != Sync::Overlap::skip && !due_.empty()) due_.pop_back();  // the newest one waits
    for (const Time slot_at : due_) end(slot_at, "skipped", "overlap", "the one before it was still running");
  }

  // True: the open one has ended by this, and what is due has its turn.
  bool go_on_with_the_open_one() {
    Slot open = *seen_.open;
    const bool waits = open.retry_at.has_value();
    if (waits && !due_.empty()) return give_up(std::move(open), "the next slot came before its next attempt");
    if (!waits && open.reason == "interrupted")
      return give_up(std::move(open), "whoever ran it ended before it, twice");
    if (waits && now_ < *open.retry_at) {
      agenda_.next_at = agenda_.next_at ? std::min(*agenda_.next_at, *open.retry_at) : *open.retry_at;
      return false;
    }
    agenda_.blocked_by = unusable_need(seen_);
    if (!agenda_.blocked_by.empty()) return false;
    if (!waits) open.reason = "interrupted";
    agenda_.begin = {.slot = std::move(open), .reason = waits ? "retry" : "interrupted"};
    return false;
  }

  bool give_up(Slot open, std::string why) {
    open.outcome = "failed";
    open.detail += (open.detail.empty() ? "" : "; ") + why;
    open.retry_at.reset();
    open.finished_at = now_;
    agenda_.ended.push_back(std::move(open));
    return true;
  }

  void take_what_is_due() {
    agenda_.blocked_by = unusable_need(seen_);
    if (!agenda_.blocked_by.empty()) {
      for (const Time slot_at : due_) end(slot_at, "blocked", "need_unusable", agenda_.blocked_by);
      return;
    }
    const bool all = spec_.catch_up == Sync::CatchUp::all;
    const bool more_to_come = due_.size() == kMostSlots;
    const auto in_time = [&](Time slot_at) { return !more_to_come && now_ - slot_at <= latest_start(); };
    auto chosen = all ? std::find_if(due_.begin(), due_.end(), in_time) : std::prev(due_.end());
    if (!all && !in_time(*chosen)) chosen = due_.end();
    for (auto slot_at = due_.begin(); slot_at != chosen; ++slot_at) {
      const bool is_newest = !more_to_come && std::next(slot_at) == due_.end();
      end(*slot_at, "missed", is_newest ? "too_late" : "down",
          is_newest ? about(now_ - *slot_at) + " late" : "nobody was there to run it");
    }
    if (chosen != due_.end()) begin(*chosen, "slot", now_ - *chosen > kStartDeadline ? "late" : "due");
  }

  Duration latest_start() const {
    if (spec_.start_deadline) return *spec_.start_deadline;
    return spec_.catch_up == Sync::CatchUp::none ? kStartDeadline : spec_.catch_up_window;
  }

  void begin(Time slot_at, const char* trigger, const char* reason) {
    agenda_.begin = {.slot = {.address = spec_.address, .slot_at = slot_at, .trigger = trigger}, .reason = reason};
  }

  // Slots that were blocked have ended; one run makes up for them once what it needs can be used again.
  void catch_up_after_a_block() {
    if (spec_.catch_up == Sync::CatchUp::none || seen_.recent.empty()) return;
    const Slot& newest = seen_.recent.front();
    if (newest.outcome != "blocked" || now_ - newest.slot_at > spec_.catch_up_window) return;
    agenda_.blocked_by = unusable_need(seen_);
    if (agenda_.blocked_by.empty()) begin(std::max(now_, newest.slot_at + 1ms), "catch_up", "catch_up");
  }

  const Sync::Spec& spec_;
  const Sync::Observed& seen_;
  Time now_;
  std::vector<Time> due_{};
  Agenda agenda_{};
};

}  // namespace

Agenda agenda_of(const Sync::Spec& spec, const Sync::Observed& seen, Time now) {
  return Planning(spec, seen, now).run();
}

std::string unusable_need(const Sync::Observed& seen) {
  for (const Sync::Need& need : seen.needs) {
    if (!need.unusable.empty()) return to_string(need.address) + ": " + need.unusable;
  }
  return {};
}

}  // namespace jada
