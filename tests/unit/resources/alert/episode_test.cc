#include "resources/alert/episode.h"

#include <gmock/gmock.h>

#include "engine/base/text.h"

namespace jada {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using Condition = Sign::Condition;

const Time kStart = *parse_time("2026-05-13T12:00:00Z");

// One alert over time, looked at again and again.
class Story {
 public:
  explicit Story(AlertTiming timing = {}) : timing_(timing) {}

  /// What is told, in words.
  std::vector<std::string> look(Duration after_start, Condition condition, bool permanent = false) {
    now = kStart + after_start;
    Step step = advance(episode, {condition, permanent}, timing_, now);
    episode = step.after;
    std::vector<std::string> words;
    for (const Transition told : step.told) words.emplace_back(word(told));
    return words;
  }
  std::vector<std::string> on(Duration at) { return look(at, Condition::on); }
  std::vector<std::string> off(Duration at) { return look(at, Condition::off); }

  Episode episode{};
  Time now = kStart;

 private:
  AlertTiming timing_;
};

TEST(Episode, FiresOnceAndEndsOnce) {
  Story story;
  EXPECT_THAT(story.off(minutes(0)), IsEmpty());
  EXPECT_THAT(story.on(minutes(1)), ElementsAre("fired"));
  EXPECT_THAT(story.on(minutes(2)), IsEmpty());
  EXPECT_THAT(story.off(minutes(3)), ElementsAre("resolved"));
  EXPECT_THAT(story.off(minutes(4)), IsEmpty());
  EXPECT_EQ(story.episode.resolved_at, kStart + minutes(3));
  EXPECT_FALSE(story.episode.was_removed);
}

TEST(Episode, WhatDoesNotLastIsNeverTold) {
  Story story({.hold = minutes(5)});
  EXPECT_THAT(story.on(minutes(0)), IsEmpty());
  EXPECT_EQ(story.episode.state, AlertState::pending);
  EXPECT_THAT(story.off(minutes(4)), IsEmpty());
  EXPECT_FALSE(story.episode.fired_at);
  EXPECT_THAT(story.on(minutes(6)), IsEmpty()) << "it begins anew";
  EXPECT_THAT(story.on(minutes(11)), ElementsAre("fired"));
  EXPECT_EQ(story.episode.occurrences, 2);
}

TEST(Episode, WhatIsPermanentDoesNotWait) {
  Story story({.hold = hours(1)});
  EXPECT_THAT(story.look(minutes(0), Condition::on), IsEmpty());
  EXPECT_THAT(story.look(minutes(1), Condition::on, true), ElementsAre("fired"));
}

TEST(Episode, RemindsAndEscalatesWhileItFires) {
  Story story({.repeat = hours(4), .escalate_after = minutes(30)});
  EXPECT_THAT(story.on(minutes(0)), ElementsAre("fired"));
  EXPECT_THAT(story.on(minutes(29)), IsEmpty());
  EXPECT_THAT(story.on(minutes(30)), ElementsAre("escalated"));
  EXPECT_THAT(story.on(minutes(60)), IsEmpty());
  EXPECT_THAT(story.on(hours(4)), ElementsAre("repeated"));
  EXPECT_THAT(story.on(hours(5)), IsEmpty());
  EXPECT_THAT(story.on(hours(8)), ElementsAre("repeated"));
}

TEST(Episode, WhatCannotBeLookedAtNeitherBeginsNorEnds) {
  Story story({.hold = minutes(5), .repeat = hours(1)});
  EXPECT_THAT(story.look(minutes(0), Condition::unknown), IsEmpty());
  EXPECT_THAT(story.on(minutes(1)), IsEmpty());
  EXPECT_THAT(story.look(minutes(10), Condition::unknown), IsEmpty()) << "not seen to last";
  EXPECT_THAT(story.on(minutes(11)), ElementsAre("fired"));
  EXPECT_THAT(story.look(minutes(20), Condition::unknown), IsEmpty());
  EXPECT_EQ(story.episode.state, AlertState::firing);
  EXPECT_THAT(story.look(minutes(71), Condition::unknown), ElementsAre("repeated")) << "nothing says that it is over";
}

TEST(Episode, WhatIsDeclaredNoMoreEndsAsRemoved) {
  Story story;
  story.on(minutes(0));
  EXPECT_THAT(story.look(minutes(1), Condition::removed), ElementsAre("resolved"));
  EXPECT_TRUE(story.episode.was_removed);
  Story untold({.hold = minutes(5)});
  untold.on(minutes(0));
  EXPECT_THAT(untold.look(minutes(1), Condition::removed), IsEmpty());
}

TEST(Episode, WhoLooksAfterItIsLeftAlone) {
  Story story({.repeat = minutes(10), .escalate_after = minutes(10)});
  story.on(minutes(0));
  story.episode = acknowledged(story.episode, story.now);
  EXPECT_THAT(story.on(hours(9)), IsEmpty());
  EXPECT_EQ(story.episode.state, AlertState::acked);
  EXPECT_THAT(story.off(hours(10)), ElementsAre("resolved"));
  story.episode = acknowledged(story.episode, story.now);
  EXPECT_EQ(story.episode.state, AlertState::resolved) << "what is over needs nobody";
}

TEST(Episode, ASilenceEndsByItself) {
  Story story({.repeat = hours(1)});
  story.on(minutes(0));
  story.episode = silenced(story.episode, kStart + hours(3));
  EXPECT_THAT(story.on(hours(2)), IsEmpty());
  EXPECT_THAT(story.on(hours(3)), ElementsAre("repeated"));
  EXPECT_EQ(story.episode.state, AlertState::firing);
  story.episode = silenced(story.episode, kStart + hours(9));
  EXPECT_THAT(story.off(hours(4)), ElementsAre("resolved")) << "somebody was told that it began";
}

TEST(Episode, ComingAndGoingIsToldOnce) {
  Story story;
  std::vector<std::string> told;
  const auto look = [&](int at, bool on) {
    for (std::string& one : on ? story.on(minutes(at)) : story.off(minutes(at))) told.push_back(std::move(one));
  };
  int at = 0;
  for (; at < 40; ++at) look(at, at % 2 == 0);
  EXPECT_EQ(std::count(told.begin(), told.end(), "flapping"), 1);
  EXPECT_EQ(told.back(), "flapping");
  EXPECT_LT(told.size(), 9u);
  EXPECT_TRUE(story.episode.is_flapping);

  told.clear();
  for (; at < 80; ++at) look(at, true);
  EXPECT_THAT(told, ElementsAre("settled"));
  EXPECT_EQ(story.episode.state, AlertState::firing);
  for (; at < 120; ++at) look(at, false);
  EXPECT_THAT(told, ElementsAre("settled", "resolved"));
}

TEST(Episode, WhoWasToldThatItComesAndGoesIsToldThatItIsGone) {
  Story story;
  int at = 0;
  while (!story.episode.is_flapping) {
    at % 2 == 0 ? story.on(minutes(at)) : story.off(minutes(at));
    ++at;
  }
  EXPECT_THAT(story.look(minutes(at), Condition::removed), ElementsAre("resolved"));
  EXPECT_THAT(story.look(minutes(at + 1), Condition::removed), IsEmpty());
}

TEST(Episode, WhatAPersonClosesBeginsAnewWhenItIsTrueAllTheSame) {
  Story story({.hold = minutes(5)});
  story.on(minutes(0));
  story.on(minutes(5));
  story.episode = closed(story.episode, story.now);
  EXPECT_EQ(story.episode.state, AlertState::resolved);
  EXPECT_THAT(story.on(minutes(6)), IsEmpty());
  EXPECT_THAT(story.on(minutes(11)), ElementsAre("fired"));
}

// Whatever happens between two looks, the next step knows it all from the episode: what is told by a process that is
// restarted at every look is what one that lives tells. And nothing is told twice in a row but reminders.
TEST(Episode, TellsBeginningAndEndInTurn) {
  std::uint32_t seed = 7;
  const auto random = [&](std::uint32_t below) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 16) % below;
  };
  for (int world = 0; world < 300; ++world) {
    Story story({.hold = minutes(random(4)), .repeat = minutes(random(3) * 20), .escalate_after = minutes(15)});
    bool is_told = false;
    for (int at = 0; at < 300; ++at) {
      const auto condition = static_cast<Condition>(random(40) == 0 ? 3 : random(8) == 0 ? 2 : random(12) == 0 ? 0 : 1);
      if (random(30) == 0) story.episode = silenced(story.episode, story.now + minutes(random(30)));
      if (random(30) == 0) story.episode = acknowledged(story.episode, story.now);
      for (const std::string& told : story.look(minutes(at), condition)) {
        const bool begins = told == "fired";
        const bool is_of_state = told == "flapping" || told == "settled";
        EXPECT_TRUE(is_of_state || begins != is_told) << "world " << world << ", minute " << at << ": " << told;
        is_told = is_of_state ? told == "flapping" || story.episode.state != AlertState::resolved : told != "resolved";
      }
    }
  }
}

}  // namespace
}  // namespace jada
