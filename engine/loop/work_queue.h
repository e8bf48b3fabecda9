// When each resource is looked at next, and from when on it is acted on: due times from every kind, backoff from every
// failure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "engine/loop/converge.h"
#include "engine/loop/desired.h"

namespace jada {

/// Half to the whole of 10 s doubled with every failure up to 5 minutes; the share differs by address and failure.
Duration backoff(int failures, const Address&);

/// For one thread.
class WorkQueue {
 public:
  struct Pace {
    Duration local{};   ///< between two looks at what costs nothing
    Duration remote{};  ///< between two looks at what costs requests
  };

  /// What is new is due now; what is gone is forgotten; the rest keeps its times.
  void declare(const Desired&, Time now);

  /// Due by `now`, and not busy unless it is a job; of one stage.
  std::set<Address> due(Stage, Time now) const;
  std::optional<Time> oldest_due(Stage, Time now) const;
  /// The clock was set back: times that were reckoned with it mean nothing any more.
  void restart(Time now);
  /// Of the world: not acted on before a later time.
  std::set<Address> held_back(Time now) const;
  /// When the first one falls due that is not busy; none: nothing is known.
  std::optional<Time> next_due() const;

  void make_due(const Address&, Time at);
  void make_due(Stage, Time at);
  void set_busy(const Address&, bool is_busy);
  bool is_busy(const Address&) const;
  /// Those that are busy.
  std::size_t busy(Stage) const;

  /// True: it stands otherwise than before.
  bool learn(const Address&, const Looked&, const Pace&, Time now);

 private:
  struct Entry {
    Stage stage = Stage::world;
    bool is_remote = false;
    bool is_busy = false;
    int failures = 0;
    Time due_at{};
    std::optional<Time> act_at{};
    std::string stands{};

    /// A job that runs is looked at all the same: slots pass meanwhile.
    bool may_be_looked_at() const { return stage == Stage::jobs || !is_busy; }
  };
  std::map<Address, Entry> entries_{};
};

}  // namespace jada
