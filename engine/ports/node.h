// Who we are: this process, its user and its machine.
#pragma once

#include <cstdint>
#include <string>

namespace jada {

/// A process as others can recognise it, even after its number was given to another.
struct ProcessIdentity {
  std::string host;
  std::string boot_id;  ///< differs after a restart of the machine
  std::int64_t pid = 0;
  std::int64_t started = 0;  ///< clock ticks after boot
};

/// Thread-safe.
class Node {
 public:
  virtual ~Node() = default;
  virtual ProcessIdentity self() const = 0;
  /// The user's login name, or the number.
  virtual std::string actor() const = 0;
  /// Whether that process certainly ended: same host, and the boot, the number or the start differ. False when unknown.
  virtual bool surely_dead(const ProcessIdentity&) const = 0;
  /// Whether that very process certainly lives on this machine. False when unknown.
  virtual bool surely_alive(const ProcessIdentity&) const = 0;
};

}  // namespace jada
