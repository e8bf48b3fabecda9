// Where a long step says how far it is, and where it learns that it should end.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace jada {

/// Thread-safe.
class Progress {
 public:
  virtual ~Progress() = default;
  /// A phase begins (`observing`, `applying`): the steps of each lane, which go on side by side (`us-east-1`). A lane
  /// without a name is shown as part of the whole only.
  virtual void begin(std::string_view phase, const std::map<std::string, std::size_t>& lanes) = 0;
  virtual void advance(std::size_t steps, const std::string& lane) = 0;
  virtual void end() = 0;
  /// A person asked to stop (Ctrl-C, SIGTERM): start nothing new, finish what is in flight.
  virtual bool stop_requested() const = 0;
};

}  // namespace jada
