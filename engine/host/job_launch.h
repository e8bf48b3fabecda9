// A program ready to be started: all that has to be made of a request before the fork.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "engine/host/job_report.h"
#include "engine/ports/jobs.h"

namespace jada {

class JobLaunch {
 public:
  /// invalid: no program, or a text that no program can be given.
  static Result<JobLaunch> of(const JobRequest&);
  JobLaunch(JobLaunch&&) = default;
  JobLaunch& operator=(JobLaunch&&) = default;

  /// In a child of `parent`, and async-signal-safe: becomes the program, in a session of its own, which dies with
  /// `parent`. Standard input stays as it is, `output` becomes the other two. What stands in the way is reported.
  [[noreturn]] void enter(pid_t parent, int output, int reports) const;

  /// Why it was not started.
  Error trouble(JobReport) const;

 private:
  JobLaunch() = default;
  std::string folder_{};
  std::vector<std::string> arguments_{};
  std::vector<std::string> variables_{};
  std::vector<std::string> places_{};  // where the program may be, in order
  std::vector<char*> argv_{};
  std::vector<char*> envp_{};
};

}  // namespace jada
