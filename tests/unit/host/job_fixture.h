// Real programs run by PosixJobs, and a way to see whether one of their processes lives.
#pragma once

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <thread>

#include "engine/host/descriptor.h"
#include "engine/host/posix_jobs.h"
#include "engine/host/system_clock.h"
#include "tests/support/scratch.h"

namespace jada::test {

using End = JobResult::End;

/// Much longer than anything here takes.
constexpr Duration kLong = std::chrono::seconds{60};
constexpr Duration kShort = std::chrono::milliseconds{50};

inline JobRequest shell(const std::string& script) { return {.argv = {"sh", "-c", script}, .timeout = kLong}; }

inline JobResult run(const JobRequest& request) {
  const SystemClock clock;
  const std::atomic<bool> stop = false;
  return PosixJobs(clock).run(request, stop);
}

inline JobResult run(const std::string& script) { return run(shell(script)); }

/// Processes hold its writing end open; who reads learns when the last of them is gone.
class Sign {
 public:
  explicit Sign(const std::string& path) : path_(path) {
    EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
    end_ = Descriptor(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    EXPECT_TRUE(end_.is_open());
  }
  const std::string& path() const { return path_; }

  /// A line came: somebody holds it.
  bool was_raised() const {
    pollfd waiting{end_.number(), POLLIN, 0};
    char line[16];
    return poll(&waiting, 1, static_cast<int>(kLong.count())) == 1 && read(end_.number(), line, sizeof line) > 0;
  }
  /// Nobody holds it now.
  bool is_down() const {
    char byte;
    return read(end_.number(), &byte, 1) == 0;
  }
  /// Nobody holds it before long.
  bool comes_down() const {
    pollfd waiting{end_.number(), POLLIN, 0};
    return poll(&waiting, 1, static_cast<int>(kLong.count())) == 1 && is_down();
  }

 private:
  std::string path_;
  Descriptor end_{};
};

/// Told to stop once the sign was raised.
inline JobResult run_until(const Sign& sign, const JobRequest& request) {
  const SystemClock clock;
  std::atomic<bool> stop = false;
  JobResult result;
  std::thread runner([&] { result = PosixJobs(clock).run(request, stop); });
  EXPECT_TRUE(sign.was_raised());
  stop = true;
  runner.join();
  return result;
}

/// A script that goes on once `script` runs in the background and raised the sign.
inline std::string beside(const Scratch& scratch, const Sign& sign, const std::string& start) {
  const std::string ready = scratch.path("ready");
  EXPECT_EQ(mkfifo(ready.c_str(), 0600), 0);
  scratch.write("holder", "exec 9> '" + sign.path() + "'; echo up >&9; echo > '" + ready + "'; exec sleep 1000\n");
  return start + " sh '" + scratch.path("holder") + "' & read up < '" + ready + "'; ";
}

}  // namespace jada::test
