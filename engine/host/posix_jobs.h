// Programs run as processes of this machine.
#pragma once

#include "engine/ports/clock.h"
#include "engine/ports/jobs.h"

namespace jada {

/// Each program has a keeper: a copy of this process that becomes no program, owns all that the program starts and ends
/// with it. So nothing of a job outlives this process either, when that is killed with SIGKILL: its keepers see it.
///
/// Promised: a session of its own, standard input empty, no file of ours, no signal of ours blocked or ignored, umask
/// 077, no core dumps, no variables but those of the request. No child is left unread, no handler is needed, and
/// whoever closes its output or leaves its group or session is ended all the same.
///
/// Not promised: that what has become another user (setuid) is ended, as it may not be signalled; that what hangs in
/// the kernel is gone after five seconds, though it has its SIGKILL; that what left the program's group is ended when
/// somebody kills the keeper itself, where the program alone dies with it. While a job runs, what we overwrite of the
/// memory we had at its start is there twice.
class PosixJobs final : public Jobs {
 public:
  explicit PosixJobs(const Clock& clock) : clock_(clock) {}

  JobResult run(const JobRequest& request, const std::atomic<bool>& stop) override;

 private:
  const Clock& clock_;
};

}  // namespace jada
