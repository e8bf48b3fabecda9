// How long a program may run, and what becomes of it then.
#pragma once

#include <atomic>
#include <chrono>

#include "engine/host/job_output.h"
#include "engine/host/job_process.h"
#include "engine/ports/jobs.h"

namespace jada {

/// Of one thread and one program. Fills in how the program ended, what it said and when that was; times are left to
/// the caller but for `duration`.
class JobWatch {
 public:
  JobWatch(JobProcess& process, const JobLaunch& launch, const JobRequest& request, const std::atomic<bool>& stop)
      : process_(process), launch_(launch), request_(request), stop_(stop), due_(began_ + request.timeout) {}

  /// Returns when everything is gone.
  JobResult run();

 private:
  using Moment = std::chrono::steady_clock::time_point;
  enum class Stage {
    running,
    leaving,      // it ended by itself; what it left may still speak
    terminating,  // SIGTERM was sent
    killing,
  };

  Duration patience() const;
  void hear(JobReport);
  void finish(JobReport);
  void act(Moment now);
  void end_it(JobResult::End why, Moment now);
  void kill(Moment now);
  void lose();

  JobProcess& process_;
  const JobLaunch& launch_;
  const JobRequest& request_;
  const std::atomic<bool>& stop_;
  const Moment began_ = std::chrono::steady_clock::now();
  Moment due_;  // when the stage has lasted long enough
  Stage stage_ = Stage::running;
  int group_ = 0;          // process group, once it is known
  bool is_heard_ = false;  // what ended it was reported
  JobOutputWindow output_{};
  JobResult result_{};
};

}  // namespace jada
