// A log that is kept line by line.
#pragma once

#include <mutex>
#include <vector>

#include "engine/ports/log.h"

namespace jada::test {

class KeptLog final : public Log {
 public:
  std::vector<LogLine> lines{};

  void say(const LogLine& line) override {
    const std::scoped_lock guard(mutex_);
    lines.push_back(line);
  }

 private:
  std::mutex mutex_{};
};

}  // namespace jada::test
