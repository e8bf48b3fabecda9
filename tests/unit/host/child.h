// A part of a test in a process of its own: what it does to itself ends with it.
#pragma once

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace jada::test {

/// Waits for the process and yields its exit code, or minus the signal that ended it.
inline int end_of(pid_t process) {
  int status = 0;
  EXPECT_EQ(::waitpid(process, &status, 0), process);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/// `act` in a forked process, which ends with what it returns, without destructors.
inline pid_t start_child(const std::function<int()>& act) {
  const pid_t process = ::fork();
  EXPECT_GE(process, 0);
  if (process == 0) ::_exit(act());
  return process;
}

inline int in_child(const std::function<int()>& act) { return end_of(start_child(act)); }

constexpr int kCannot = 77;

/// As a user without power over files; when the test itself runs as one, as that one.
inline int without_power(const std::function<int()>& act) {
  return in_child([&] {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return kCannot;
    return act();
  });
}

/// With mounts of its own; kCannot where that is not allowed.
inline int with_own_mounts(const std::function<int()>& act) {
  return in_child([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
      return kCannot;
    return act();
  });
}

}  // namespace jada::test
