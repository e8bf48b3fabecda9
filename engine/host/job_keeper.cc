#include "engine/host/job_keeper.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace jada {
namespace {

// What hangs in the kernel cannot be killed now; it has the signal and goes when it comes back.
constexpr long kPatience = 5;

long seconds_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

// Digits and blanks, read in pieces: an opendir(3) would allocate.
class ChildNumbers {
 public:
  ChildNumbers() : file_(open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC)) {}
  ChildNumbers(const ChildNumbers&) = delete;
  ChildNumbers& operator=(const ChildNumbers&) = delete;
  ~ChildNumbers() { close(file_); }

  /// 0 at the end.
  pid_t next() {
    pid_t number = 0;
    for (char c = byte(); c != '\0'; c = byte()) {
      if (c >= '0' && c <= '9') {
        number = number * 10 + (c - '0');
      } else if (number != 0) {
        return number;
      }
    }
    return number;
  }

 private:
  char byte() {
    if (at_ == filled_) {
      at_ = 0;
      filled_ = read(file_, bytes_, sizeof bytes_);
    }
    if (filled_ > 0) return bytes_[at_++];
    filled_ = at_ = 0;
    return '\0';
  }

  int file_;
  char bytes_[4096];
  ssize_t at_ = 0;
  ssize_t filled_ = 0;
};

class Keeper {
 public:
  Keeper(pid_t program, int children, int control) : program_(program), children_(children), control_(control) {}

  void run() {
    while (reap()) {
      await(-1, control_);
      char order = 0;
      const ssize_t got = recv(control_, &order, sizeof order, MSG_DONTWAIT);
      if (got > 0) terminate();
      if (got == 0 || (got < 0 && errno != EAGAIN)) return kill_all();
    }
  }

 private:
  // False when nobody is left. A number that was not reaped belongs to nobody else.
  bool reap() {
    for (;;) {
      int status = 0;
      const pid_t ended = waitpid(-1, &status, WNOHANG);
      if (ended <= 0) return ended == 0;
      if (ended != program_) continue;
      program_ = 0;
      const bool by_signal = WIFSIGNALED(status);
      send_report(control_, {by_signal ? JobReport::What::signalled : JobReport::What::exited,
                             by_signal ? WTERMSIG(status) : WEXITSTATUS(status)});
    }
  }

  void await(int milliseconds, int other) const {
    pollfd waiting[] = {{children_, POLLIN, 0}, {other, POLLIN, 0}};
    poll(waiting, 2, milliseconds);
    signalfd_siginfo taken;
    (void)!read(children_, &taken, sizeof taken);
  }

  // It may not have its group yet. Whoever is stopped has to go on to see it.
  void terminate() const {
    if (program_ == 0) return;
    if (kill(-program_, SIGTERM) != 0) kill(program_, SIGTERM);
    kill(-program_, SIGCONT);
  }

  // A killed one starts no other, and those it had become our children: one pass for every generation. The list may
  // miss some that come while it is read, hence the look now and then.
  void kill_all() {
    const long began = seconds_now();
    while (reap() && seconds_now() - began <= kPatience) {
      if (program_ != 0) kill(-program_, SIGKILL);
      ChildNumbers children;
      for (pid_t child = children.next(); child != 0; child = children.next()) kill(child, SIGKILL);
      await(20, -1);
    }
  }

  pid_t program_;  // 0 when it ended
  int children_;
  int control_;
};

bool close_all_but(unsigned one, unsigned other) {
  const unsigned low = std::min(one, other);
  const unsigned high = std::max(one, other);
  return close_range(0, low - 1, 0) == 0 && (high - low < 2 || close_range(low + 1, high - 1, 0) == 0) &&
         close_range(high + 1, ~0u, 0) == 0;
}

// The three standard ones lead nowhere; the program keeps the first.
bool open_null() { return open("/dev/null", O_RDWR) == 0 && dup(0) == 1 && dup(0) == 2; }

int signalled_by_children() {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  return signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
}

}  // namespace

void keep_job(const JobLaunch& launch, int output, int control) {
  setsid();                  // what is sent to our group or typed at our terminal is not meant for it
  signal(SIGCHLD, SIG_DFL);  // ignored, it would let children go unread
  prctl(PR_SET_NAME, "jada-keeper");
  const bool ready = close_all_but(static_cast<unsigned>(output), static_cast<unsigned>(control)) && open_null() &&
                     prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
  const int children = ready ? signalled_by_children() : -1;
  const pid_t keeper = getpid();
  const pid_t program = children >= 0 ? _Fork() : -1;
  if (program == 0) launch.enter(keeper, output, control);
  if (program > 0) {
    close(output);
    send_report(control, {JobReport::What::started, program});
    Keeper(program, children, control).run();
  } else {
    send_report(control, {JobReport::What::no_process, errno});
  }
  _exit(0);
}

}  // namespace jada
