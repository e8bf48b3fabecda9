#include "resources/alert/episode.h"

namespace jada {
namespace {

using Condition = Sign::Condition;

constexpr int kLooks = 20;
constexpr double kFlapsAbove = 30;
constexpr double kSettlesBelow = 25;

double share_of_changes(std::uint32_t changes) {
  double sum = 0;
  for (int age = 0; age < kLooks; ++age) {
    if ((changes >> age & 1u) != 0) sum += 1.18 - 0.02 * age;  // the newest weighs most
  }
  return 100 * sum / kLooks;
}

bool is_over(const Episode& episode) { return episode.state == AlertState::resolved; }

class Advancing {
 public:
  Advancing(Episode before, const AlertTiming& timing, Time now)
      : step_{.after = std::move(before)}, timing_(timing), now_(now) {}

  Step run(const Sign& sign) {
    end_silence();
    switch (sign.condition) {
      case Condition::unknown: break;
      case Condition::removed: vanish(); break;
      case Condition::on:
      case Condition::off: look(sign); break;
    }
    if (episode().state == AlertState::firing) remind();
    return std::move(step_);
  }

 private:
  Episode& episode() { return step_.after; }

  void tell(Transition transition) {
    step_.told.push_back(transition);
    if (transition != Transition::resolved) episode().told_at = now_;
  }

  void look(const Sign& sign) {
    const bool is_on = sign.condition == Condition::on;
    const bool differs = is_on == is_over(episode());
    const bool was_flapping = episode().is_flapping;
    episode().changes = (episode().changes << 1 | (differs ? 1u : 0u)) & ((1u << kLooks) - 1);
    const double share = share_of_changes(episode().changes);
    episode().is_flapping = was_flapping ? share >= kSettlesBelow : share > kFlapsAbove;
    if (is_on) {
      begin_or_go_on(sign);
    } else if (differs) {
      end();
    }
    if (episode().is_flapping && !was_flapping) tell(Transition::flapping);
    if (was_flapping && !episode().is_flapping) tell(Transition::settled);
  }

  void begin_or_go_on(const Sign& sign) {
    if (is_over(episode())) begin();
    if (episode().state != AlertState::pending) return;
    if (!sign.is_permanent && now_ - episode().opened_at < timing_.hold) return;
    episode().state = AlertState::firing;
    episode().fired_at = now_;
    if (!episode().is_flapping) tell(Transition::fired);
  }

  void begin() {
    Episode begun{.state = AlertState::pending, .opened_at = now_, .occurrences = episode().occurrences + 1};
    begun.changes = episode().changes;
    begun.is_flapping = episode().is_flapping;
    episode() = begun;
  }

  void end() {
    const bool was_told = episode().told_at.has_value();
    episode().state = AlertState::resolved;
    episode().resolved_at = now_;
    if (was_told && !episode().is_flapping) tell(Transition::resolved);
  }

  // Whoever was told that it comes and goes is told that it does so no more.
  void vanish() {
    if (is_over(episode()) && !episode().is_flapping) return;
    const bool was_told = episode().told_at || episode().is_flapping;
    episode() = closed(std::move(episode()), now_);
    episode().was_removed = true;
    if (was_told) tell(Transition::resolved);
  }

  void end_silence() {
    if (episode().state != AlertState::silenced || !episode().silenced_until || now_ < *episode().silenced_until)
      return;
    episode().silenced_until.reset();
    episode().state = AlertState::firing;
  }

  // Also while the subject cannot be looked at: nothing says that it is over.
  void remind() {
    if (episode().is_flapping) return;
    if (!episode().told_at) return tell(Transition::fired);  // it began in silence
    if (timing_.escalate_after && !episode().was_escalated && now_ - *episode().fired_at >= *timing_.escalate_after) {
      episode().was_escalated = true;
      step_.told.push_back(Transition::escalated);
    }
    if (timing_.repeat > Duration(0) && now_ - *episode().told_at >= timing_.repeat) tell(Transition::repeated);
  }

  Step step_;
  const AlertTiming& timing_;
  Time now_;
};

}  // namespace

std::string_view word(AlertState state) {
  switch (state) {
    case AlertState::pending: return "pending";
    case AlertState::firing: return "firing";
    case AlertState::acked: return "acked";
    case AlertState::silenced: return "silenced";
    case AlertState::resolved: return "resolved";
  }
  return "";
}

std::string_view word(Transition transition) {
  switch (transition) {
    case Transition::fired: return "fired";
    case Transition::repeated: return "repeated";
    case Transition::escalated: return "escalated";
    case Transition::resolved: return "resolved";
    case Transition::flapping: return "flapping";
    case Transition::settled: return "settled";
  }
  return "";
}

Step advance(Episode before, const Sign& sign, const AlertTiming& timing, Time now) {
  return Advancing(std::move(before), timing, now).run(sign);
}

Episode acknowledged(Episode episode, Time now) {
  if (episode.state != AlertState::firing && episode.state != AlertState::silenced) return episode;
  episode.state = AlertState::acked;
  episode.acked_at = now;
  episode.silenced_until.reset();
  return episode;
}

Episode silenced(Episode episode, Time until) {
  if (is_over(episode) || episode.state == AlertState::pending) return episode;
  episode.state = AlertState::silenced;
  episode.silenced_until = until;
  return episode;
}

Episode closed(Episode episode, Time now) {
  episode.state = AlertState::resolved;
  episode.resolved_at = now;
  episode.silenced_until.reset();
  episode.changes = 0;
  episode.is_flapping = false;
  return episode;
}

}  // namespace jada
