// Programs run on behalf of a schedule.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/time.h"

namespace jada {

struct JobRequest {
  std::vector<std::string> argv{};  ///< no shell; the program is looked up in the PATH it gets
  std::string folder{};             ///< where it runs; empty: where we are
  /// Beside PATH LANG LC_* TZ HOME of ours, all it gets; what is named here goes before those, the last of a name
  /// counts.
  std::vector<std::pair<std::string, std::string>> variables{};
  Duration timeout = std::chrono::minutes{5};
  Duration kill_grace = std::chrono::seconds{10};  ///< from SIGTERM to SIGKILL
};

/// Standard output and standard error as they came, made UTF-8: what is none became U+FFFD. It may hold secrets.
struct JobOutput {
  std::string head{};          ///< of the first 64 KiB
  std::string tail{};          ///< of the last 64 KiB beyond the head
  std::uint64_t left_out = 0;  ///< bytes between the two
};

struct JobResult {
  enum class End {
    exited,       ///< by itself
    signalled,    ///< by a signal that was not ours
    timed_out,    ///< ended by us, however it took that
    stopped,      ///< ended by us because we were to stop, or not begun for that reason
    not_started,  ///< `trouble` says why; unavailable: the system had no room for it, it may go well later
  };
  End end = End::not_started;
  int number = 0;   ///< the exit code or the signal
  Error trouble{};  ///< of a program that was not started
  Time started_at{};
  Time finished_at{};
  Duration duration{};  ///< by a clock that nobody sets
  JobOutput output{};
};

/// Thread-safe: several at once.
class Jobs {
 public:
  virtual ~Jobs() = default;
  /// Returns when the program ended and everything it started is gone with it. After `timeout`, or when `stop` became
  /// true (looked at ten times a second): SIGTERM to its process group, `kill_grace` later SIGKILL to all of it. What
  /// it leaves running when it ends by itself has a second to finish what it says, and is killed then.
  virtual JobResult run(const JobRequest& request, const std::atomic<bool>& stop) = 0;
};

}  // namespace jada
