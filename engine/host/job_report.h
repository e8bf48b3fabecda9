// What the processes of a job tell us, one message each.
#pragma once

#include <sys/socket.h>

#include <cstddef>

namespace jada {

struct JobReport {
  enum class What {
    started,     ///< number: of the program's process, and of its group
    no_process,  ///< number: errno, as of the next two
    no_folder,
    no_program,
    exited,  ///< number: the exit code
    signalled,
  };
  What what = What::started;
  int number = 0;
};

/// Async-signal-safe. Nobody may be left to hear it.
inline void send_report(int socket, JobReport report) { (void)::send(socket, &report, sizeof report, MSG_NOSIGNAL); }

}  // namespace jada
