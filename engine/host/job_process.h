// A program that runs, as seen from here: its keeper, what it says and what is reported of it.
#pragma once

#include <optional>
#include <string_view>

#include "engine/host/descriptor.h"
#include "engine/host/job_launch.h"

namespace jada {

/// Of one thread. When it goes, the program and all it started go with it.
class JobProcess {
 public:
  /// unavailable: the system has no room for another process or file.
  static Result<JobProcess> start(const JobLaunch&);
  JobProcess(JobProcess&&) = default;
  JobProcess& operator=(JobProcess&&) = default;
  ~JobProcess();

  /// Until something is to be read or reported, the end came, or the time is over.
  void await(Duration most) const;
  /// What was said since, at most as much as fits; empty when there is nothing now.
  std::string_view read();
  /// Nobody is left who could say anything.
  bool is_silent() const { return !output_.is_open(); }
  std::optional<JobReport> report() const;
  /// Everything is gone.
  bool is_over() const;

  void terminate() const;    ///< SIGTERM to the program's process group
  void kill() const;         ///< SIGKILL to all that is left
  void kill_keeper() const;  ///< when it does not answer
 private:
  JobProcess() = default;
  Descriptor output_{};
  Descriptor control_{};
  Descriptor keeper_{};  // pidfd
  std::string bytes_ = std::string(64 * 1024, '\0');
};

}  // namespace jada
