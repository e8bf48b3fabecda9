// The process between us and a program we run: whatever the program started is below it, and goes when it says so.
#pragma once

#include "engine/host/job_launch.h"

namespace jada {

/// In a child that was forked with all signals blocked; async-signal-safe throughout, since it never becomes another
/// program. Runs until nothing of the program is left. Both numbers are above 2.
///
/// It is the subreaper (prctl(2)) of the one program it starts, so a process that loses its parent becomes its child
/// and cannot leave: what a job started is told from what another one started, without a mark that could be taken off,
/// and with neither a cgroup nor privileges. When the other end of `control` is closed or shut, which the system does
/// when we die of whatever, all that is below is killed; any byte before that sends SIGTERM to the program's group.
[[noreturn]] void keep_job(const JobLaunch& launch, int output, int control);

}  // namespace jada
