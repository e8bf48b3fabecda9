#include "resources/sync/agenda.h"

#include <gmock/gmock.h>

#include <map>
#include <random>

namespace jada {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Time kStart{std::chrono::sys_days{std::chrono::year{2026} / 5 / 13}};

Time at(Duration since_start) { return kStart + since_start; }

Sync::Spec every(Duration interval) {
  Sync::Spec spec{.address = {.kind = "sync", .name = "sheet"}};
  spec.schedule = *Schedule::every(interval);
  spec.is_interval = true;
  return spec;
}

Slot slot(Duration since_start, std::string outcome, std::string trigger = "slot") {
  return {.address = {.kind = "sync", .name = "sheet"},
          .slot_at = at(since_start),
          .revision = 1,
          .trigger = std::move(trigger),
          .outcome = std::move(outcome)};
}

Sync::Observed after(std::vector<Slot> newest_first) {
  Sync::Observed seen;
  for (const Slot& one : newest_first) {
    if (one.is_open() && !seen.open) seen.open = one;
  }
  seen.recent = std::move(newest_first);
  return seen;
}

std::string minutes_of(Time time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(time - kStart).count());
}

std::vector<std::string> ended(const Agenda& agenda) {
  std::vector<std::string> told;
  for (const Slot& one : agenda.ended) told.push_back(minutes_of(one.slot_at) + " " + one.outcome + " " + one.reason);
  return told;
}

std::string begun(const Agenda& agenda) {
  return agenda.begin ? minutes_of(agenda.begin->slot.slot_at) + " " + agenda.begin->reason : "";
}

TEST(Agenda, AnIntervalIsDueAtFirstSightAndThenAtItsSlots) {
  const auto spec = every(30min);
  EXPECT_EQ(begun(agenda_of(spec, {}, at(10min))), "0 late");
  EXPECT_EQ(begun(agenda_of(spec, {}, at(0min))), "0 due");
  const auto ran = after({slot(0min, "ok")});
  const Agenda waiting = agenda_of(spec, ran, at(29min));
  EXPECT_EQ(begun(waiting), "");
  EXPECT_EQ(waiting.next_at, at(30min));
  EXPECT_EQ(begun(agenda_of(spec, ran, at(30min))), "30 due");
}

TEST(Agenda, ACronWaitsForItsFirstSlotAfterItWasDeclared) {
  Sync::Spec spec = every(30min);
  spec.schedule = *Schedule::at("0 6 * * *", "UTC");
  spec.is_interval = false;
  EXPECT_EQ(begun(agenda_of(spec, {}, at(7h))), "") << "nobody has seen it yet";
  Sync::Observed seen;
  seen.first_seen_at = at(5h);
  EXPECT_EQ(begun(agenda_of(spec, seen, at(6h))), "360 due");
}

TEST(Agenda, AfterADowntimeTheNewestSlotRunsAndTheOthersAreMissed) {
  auto spec = every(30min);
  const auto before = after({slot(0min, "ok")});
  const Agenda one = agenda_of(spec, before, at(100min));
  EXPECT_THAT(ended(one), ElementsAre("30 missed down", "60 missed down"));
  EXPECT_EQ(begun(one), "90 late");
  spec.catch_up = Sync::CatchUp::none;
  const Agenda none = agenda_of(spec, before, at(100min));
  EXPECT_THAT(ended(none), ElementsAre("30 missed down", "60 missed down", "90 missed too_late"));
  EXPECT_EQ(begun(none), "");
  EXPECT_EQ(begun(agenda_of(spec, before, at(90min + 30s))), "90 due");
  spec.catch_up = Sync::CatchUp::all;
  const Agenda all = agenda_of(spec, before, at(100min));
  EXPECT_THAT(ended(all), IsEmpty()) << "the later ones wait in line";
  EXPECT_EQ(begun(all), "30 late");
}

TEST(Agenda, WhatIsOlderThanTheWindowOrTheDeadlineIsMissed) {
  auto spec = every(30min);
  spec.catch_up_window = 1h;
  spec.catch_up = Sync::CatchUp::all;
  const Agenda all = agenda_of(spec, after({slot(0min, "ok")}), at(130min));
  EXPECT_THAT(ended(all), ElementsAre("30 missed down", "60 missed down"));
  EXPECT_EQ(begun(all), "90 late");
  spec.catch_up = Sync::CatchUp::one;
  spec.start_deadline = 5min;
  const Agenda late = agenda_of(spec, after({slot(0min, "ok")}), at(36min));
  EXPECT_THAT(ended(late), ElementsAre("30 missed too_late"));
  EXPECT_EQ(begun(late), "");
}

TEST(Agenda, WhileOneRunsTheNextIsSkippedOrWaits) {
  auto spec = every(30min);
  auto running = after({slot(0min, "")});
  running.is_running = true;
  EXPECT_THAT(ended(agenda_of(spec, running, at(65min))), ElementsAre("30 skipped overlap", "60 skipped overlap"));
  spec.overlap = Sync::Overlap::buffer_one;
  EXPECT_THAT(ended(agenda_of(spec, running, at(65min))), ElementsAre("30 skipped overlap"));
  spec.catch_up = Sync::CatchUp::all;
  EXPECT_THAT(ended(agenda_of(spec, running, at(65min))), IsEmpty());
  EXPECT_EQ(begun(agenda_of(spec, running, at(65min))), "");
}

TEST(Agenda, ARetryComesAtItsTimeAndEndsWithTheNextSlot) {
  const auto spec = every(30min);
  Slot open = slot(0min, "");
  open.retry_at = at(2min);
  open.attempts = 1;
  open.reason = "failed";
  const Agenda early = agenda_of(spec, after({open}), at(1min));
  EXPECT_EQ(begun(early), "");
  EXPECT_EQ(early.next_at, at(2min));
  EXPECT_EQ(begun(agenda_of(spec, after({open}), at(2min))), "0 retry");
  const Agenda next = agenda_of(spec, after({open}), at(30min));
  EXPECT_THAT(ended(next), ElementsAre("0 failed failed"));
  EXPECT_EQ(begun(next), "30 due");
}

TEST(Agenda, ARunThatNobodyEndedIsRunOnceMoreAndThenFailed) {
  const auto spec = every(30min);
  Slot open = slot(0min, "");
  EXPECT_EQ(begun(agenda_of(spec, after({open}), at(3min))), "0 interrupted");
  open.reason = "interrupted";
  EXPECT_THAT(ended(agenda_of(spec, after({open}), at(3min))), ElementsAre("0 failed interrupted"));
}

TEST(Agenda, AnUnusableNeedBlocksEachSlotAndOneRunCatchesUp) {
  auto spec = every(30min);
  auto seen = after({slot(0min, "ok")});
  seen.needs = {{.address = {.kind = "token", .name = "google"}, .unusable = "revoked"}};
  const Agenda blocked = agenda_of(spec, seen, at(65min));
  EXPECT_THAT(ended(blocked), ElementsAre("30 blocked need_unusable", "60 blocked need_unusable"));
  EXPECT_EQ(begun(blocked), "");
  EXPECT_EQ(blocked.blocked_by, "token.google: revoked");

  auto mended = after({slot(60min, "blocked"), slot(30min, "blocked"), slot(0min, "ok")});
  const Agenda again = agenda_of(spec, mended, at(70min));
  EXPECT_EQ(begun(again), "70 catch_up");
  EXPECT_EQ(again.begin->slot.trigger, "catch_up");
  const auto caught_up = after({slot(70min, "ok", "catch_up"), slot(60min, "blocked")});
  EXPECT_EQ(begun(agenda_of(spec, caught_up, at(80min))), "") << "once";
  EXPECT_EQ(begun(agenda_of(spec, caught_up, at(90min))), "90 due") << "the schedule goes on";
  spec.catch_up = Sync::CatchUp::none;
  EXPECT_EQ(begun(agenda_of(spec, mended, at(70min))), "");
}

TEST(Agenda, AClockThatWasSetBackRunsNoSlotAgain) {
  const auto spec = every(30min);
  const auto seen = after({slot(60min, "ok")});  // not later than the look: the ledger's newer ones are not shown
  EXPECT_EQ(begun(agenda_of(spec, seen, at(61min))), "");
}

// Whatever happens, every slot of the schedule is in the ledger once, and none is left out.
TEST(Agenda, EverySlotEndsExactlyOnceWhateverHappens) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    const auto roll = [&](unsigned sides) { return random() % sides; };
    auto spec = every(std::chrono::minutes(1 + roll(40)));
    spec.catch_up = static_cast<Sync::CatchUp>(roll(3));
    spec.overlap = static_cast<Sync::Overlap>(roll(3));
    spec.attempts = 1 + static_cast<int>(roll(3));
    std::map<Time, Slot> ledger;
    Time now = at(0min);
    std::optional<Time> first;
    for (int step = 0; step < 120; ++step) {
      now += std::chrono::minutes(roll(10) == 0 ? roll(3000) : roll(20));
      Sync::Observed seen;
      for (auto one = ledger.rbegin(); one != ledger.rend(); ++one) seen.recent.push_back(one->second);
      for (const Slot& one : seen.recent) {
        if (one.is_open()) seen.open = one;
      }
      seen.is_running = seen.open && !seen.open->retry_at && roll(2) == 0;
      if (roll(5) == 0) seen.needs = {{.address = {.kind = "token", .name = "x"}, .unusable = "dead"}};
      Agenda agenda = agenda_of(spec, seen, now);
      for (Slot& one : agenda.ended) {
        const auto known = ledger.find(one.slot_at);
        ASSERT_TRUE(known == ledger.end() || known->second.is_open()) << seed << ": ended twice";
        ledger[one.slot_at] = one;
      }
      if (agenda.begin) {
        Slot one = agenda.begin->slot;
        const auto known = ledger.find(one.slot_at);
        ASSERT_TRUE(known == ledger.end() || known->second.is_open()) << seed << ": begun again";
        ASSERT_TRUE(seen.needs.empty()) << seed << ": begun without what it needs";
        one.attempts += 1;
        one.retry_at.reset();
        if (roll(4) == 0 && one.attempts < spec.attempts)
          one.retry_at = now + 2min;
        else if (roll(6) != 0)
          one.outcome = roll(3) == 0 ? "failed" : "ok";
        ledger[one.slot_at] = one;
      }
      if (!first && !ledger.empty()) first = ledger.begin()->first;
    }
    ASSERT_TRUE(first) << seed;
    const auto newest =
        std::find_if(ledger.rbegin(), ledger.rend(), [](const auto& one) { return one.second.trigger == "slot"; });
    for (const Time one : spec.schedule->slots(*first, newest->first, 100'000))
      ASSERT_TRUE(ledger.contains(one)) << seed << ": " << to_string(one) << " is in no ledger";
    for (const auto& [time, one] : ledger) {
      if (one.trigger == "slot") {
        ASSERT_EQ((time.time_since_epoch() % (spec.schedule->slots(kStart, kStart + 100h, 2)[1] -
                                              spec.schedule->slots(kStart, kStart + 100h, 2)[0]))
                      .count(),
                  0)
            << seed;
      }
    }
  }
}

}  // namespace
}  // namespace jada
