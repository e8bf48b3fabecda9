// What a service tells the one that started it, such as systemd: the protocol of sd_notify(3).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

/// One datagram a call, sent before the call returns; a service manager that takes none holds us up for a second at
/// most, and is unavailable then. Without a service manager nothing is sent and all is well. Thread-safe.
class ServiceLink {
 public:
  /// To nobody.
  ServiceLink() = default;

  /// To the socket of $NOTIFY_SOCKET, with the watchdog of $WATCHDOG_USEC and $WATCHDOG_PID. Code::invalid: one of them
  /// is nonsense. The variables stay; jobs do not get them (engine/host/variables.h).
  static Result<ServiceLink> from_environment();

  bool is_heard() const { return !socket_.empty(); }

  /// The first pass may begin, or the reading of changed files is over.
  Result<Done> ready() const { return tell("READY=1"); }
  /// Changed files are being read; ready() ends it.
  Result<Done> reloading() const;
  Result<Done> stopping() const { return tell("STOPPING=1"); }
  /// One line for people, shown by `systemctl status`: made printable, cut where it is long.
  Result<Done> status(std::string_view) const;
  /// Work was done: to be told more often than watchdog() says, or we are killed. Never by a timer alone, which would
  /// tell it of a process that is stuck.
  Result<Done> alive() const { return tell("WATCHDOG=1"); }

  /// The longest silence between two calls of alive(); none: nobody watches this process.
  std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }

 private:
  Result<Done> tell(std::string_view message) const;

  std::string socket_{};  // a path, or `@` and an abstract name; empty: nobody
  std::optional<std::chrono::microseconds> watchdog_{};
};

}  // namespace jada
