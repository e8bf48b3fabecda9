#include "engine/host/job_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "engine/host/job_keeper.h"
#include "engine/host/system_error.h"

namespace jada {
namespace {

struct Pair {
  Descriptor ours{};
  Descriptor theirs{};
};

// Above the standard ones, which the program gets anew.
Descriptor above_standard(int number) {
  Descriptor taken(number);
  return number > STDERR_FILENO ? std::move(taken) : Descriptor(fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

Result<Pair> made(const char* what, int answer, const int (&numbers)[2]) {
  if (answer != 0) return system_error(what, errno);
  Pair pair{Descriptor(numbers[0]), above_standard(numbers[1])};
  if (!pair.theirs.is_open()) return system_error(what, errno);
  return pair;
}

Result<Pair> pipe_of_output() {
  int ends[2] = {-1, -1};
  const int answer = pipe2(ends, O_CLOEXEC);
  if (answer == 0) fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return made("pipe", answer, ends);
}

Result<Pair> sockets_of_control() {
  int ends[2] = {-1, -1};
  return made("socket", socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), ends);
}

// glibc 2.36 declares pidfd_open(2) and pidfd_send_signal(2) in a way that C++ cannot link.
Descriptor pidfd_of(pid_t process) { return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, process, 0))); }

// No signal reaches the child while our handlers are still its own.
template <class Act>
pid_t forked(const Act& child) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t process = fork();
  if (process == 0) child();
  const int number = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = number;
  return process;
}

}  // namespace

Result<JobProcess> JobProcess::start(const JobLaunch& launch) {
  auto output = pipe_of_output();
  if (!output) return output.error();
  auto control = sockets_of_control();
  if (!control) return control.error();
  const pid_t keeper = forked([&] { keep_job(launch, output->theirs.number(), control->theirs.number()); });
  if (keeper < 0) return system_error("fork", errno);
  JobProcess process;
  process.output_ = std::move(output->ours);
  process.control_ = std::move(control->ours);
  process.keeper_ = pidfd_of(keeper);
  if (process.keeper_.is_open()) return process;
  const int number = errno;
  process.kill();
  uninterrupted([&] { return waitpid(keeper, nullptr, 0); });
  return system_error("pidfd_open", number);
}

JobProcess::~JobProcess() {
  if (!keeper_.is_open()) return;
  kill();
  uninterrupted([&] { return waitid(P_PIDFD, static_cast<id_t>(keeper_.number()), nullptr, WEXITED); });
}

void JobProcess::await(Duration most) const {
  pollfd waiting[] = {{keeper_.number(), POLLIN, 0}, {control_.number(), POLLIN, 0}, {output_.number(), POLLIN, 0}};
  poll(waiting, 3, static_cast<int>(most.count()));
}

std::string_view JobProcess::read() {
  const ssize_t got = uninterrupted([&] { return ::read(output_.number(), bytes_.data(), bytes_.size()); });
  if (got > 0) return std::string_view(bytes_).substr(0, static_cast<std::size_t>(got));
  if (got == 0) output_ = Descriptor();
  return {};
}

std::optional<JobReport> JobProcess::report() const {
  JobReport report;
  const ssize_t got = uninterrupted([&] { return recv(control_.number(), &report, sizeof report, MSG_DONTWAIT); });
  return got == sizeof report ? std::optional(report) : std::nullopt;
}

bool JobProcess::is_over() const {
  pollfd keeper{keeper_.number(), POLLIN, 0};
  return poll(&keeper, 1, 0) > 0;
}

void JobProcess::terminate() const { (void)send(control_.number(), "t", 1, MSG_NOSIGNAL); }

void JobProcess::kill() const { shutdown(control_.number(), SHUT_WR); }

void JobProcess::kill_keeper() const { syscall(SYS_pidfd_send_signal, keeper_.number(), SIGKILL, nullptr, 0); }

}  // namespace jada
