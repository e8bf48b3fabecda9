// Warnings that are said once, however often their cause is met.
#pragma once

#include <mutex>
#include <set>
#include <string>

#include "engine/ports/log.h"

namespace jada {

/// Thread-safe.
class ToldOnce {
 public:
  explicit ToldOnce(Log& log) : log_(log) {}

  void warn(const std::string& message) {
    {
      const std::scoped_lock guard(mutex_);
      if (!told_.insert(message).second) return;
    }
    log_.say({.level = LogLine::Level::warning, .event = "aws.credentials", .message = message});
  }

 private:
  Log& log_;
  std::mutex mutex_{};
  std::set<std::string> told_{};  // under mutex_
};

}  // namespace jada
