// The controller loop: looks, acts, runs, raises and tells, until it is told to stop.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/loop/cycle.h"

namespace jada {

/// What a completed turn of the loop tells those who watch over it.
struct Turn {
  Time ended_at{};
  Duration took{};
  bool is_good = true;     ///< everything that was learned could be stored
  bool is_ready = false;   ///< the whole of desired.toml was looked at once
  std::size_t firing = 0;  ///< alerts that somebody is or was told of, of severity error or critical
  std::size_t busy = 0;    ///< jobs and deliveries under way
};

/// The file and a state of its own, as a pass of its own needs them.
struct Loaded {
  Desired desired{};
  std::unique_ptr<Store> store;
};

/// What the loop needs of the program around it.
class LoopHost {
 public:
  virtual ~LoopHost() = default;
  /// Reads the file anew and opens the state for writing. invalid: the file cannot be used; the message is its first
  /// fault, with line and column.
  virtual Result<Loaded> load() = 0;
  /// The same for a pass of its own: what moved before it has still moved for the loop.
  virtual Result<Loaded> load_apart() = 0;
  virtual Result<std::unique_ptr<Store>> open_store() = 0;
  /// `stop`: becomes true when what takes long is to end.
  virtual Outside outside(const Controller&, const std::atomic<bool>& stop) = 0;
  /// The file moved, or somebody asked (SIGHUP), since the last load.
  virtual bool is_reload_wanted() = 0;
  virtual bool is_stop_wanted() = 0;
  /// Runs it beside the caller; it ends by itself.
  virtual void start(std::function<void()> work) = 0;
  /// Returns after `most`, when somebody rang, or when a signal came.
  virtual void wait(Duration most) = 0;
  /// Any thread.
  virtual void ring() = 0;
  virtual void told(const Turn&) = 0;
  virtual const Node& node() = 0;
  virtual std::span<const Kind> kinds() = 0;
  virtual std::string version() = 0;
};

/// Until host.is_stop_wanted(), or for as long as `goes_on` says (null: for ever). Then nothing new is begun, and what
/// is under way has `drain` to end by itself before it is stopped. An Error: it could not begin.
Result<Done> run_controller(LoopHost& host, Duration drain, const std::function<bool()>& goes_on = nullptr);

}  // namespace jada
