// Progress that nobody is shown: only whether to go on.
#pragma once

#include <atomic>

#include "engine/ports/clock.h"
#include "engine/ports/progress.h"

namespace jada {

/// Looking has deadlines of its own: what was not looked at would pass for unknown.
class Unhurried : public Progress {
 public:
  void begin(std::string_view, const std::map<std::string, std::size_t>&) final {}
  void advance(std::size_t, const std::string&) final {}
  void end() final {}
  bool stop_requested() const override { return false; }
};

/// How long a pass may begin new things.
inline constexpr Duration kBudget = std::chrono::seconds{45};

/// Tells a pass when to begin nothing new: its time is over, or we are to stop.
class Budget final : public Unhurried {
 public:
  Budget(const Clock& clock, const std::atomic<bool>& stop)
      : clock_(clock), stop_(stop), until_(clock.now() + kBudget) {}
  bool stop_requested() const override { return stop_ || clock_.now() > until_; }

 private:
  const Clock& clock_;
  const std::atomic<bool>& stop_;
  const Time until_;
};

}  // namespace jada
