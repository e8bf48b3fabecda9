// Where a long step says how far it is, and where it learns that it should end.
#pragma once

#include <cstddef>
#include <string_view>

namespace jada {

/// Thread-safe.
class Progress {
 public:
  virtual ~Progress() = default;
  /// A phase begins (`observing`, `applying`) with `total` steps.
  virtual void begin(std::string_view phase, std::size_t total) = 0;
  virtual void advance(std::size_t steps) = 0;
  virtual void end() = 0;
  /// A person asked to stop (Ctrl-C, SIGTERM): start nothing new, finish what is in flight.
  virtual bool stop_requested() const = 0;
};

}  // namespace jada
