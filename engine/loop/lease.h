// One writer at a time: a lease in the state with a heartbeat and a fencing number. Readers never wait.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/ports/clock.h"
#include "engine/ports/node.h"
#include "engine/ports/store.h"

namespace jada {

/// Who holds the lease, as `lock status` and the message of a waiting run tell it.
struct LeaseHolder {
  std::string run_id;
  std::string verb;
  std::string phase;  ///< planning | applying | …
  std::size_t done = 0;
  std::size_t total = 0;
  std::string actor;
  ProcessIdentity process{};
  std::string version;
  Time acquired_at{};
  Time heartbeat_at{};
  Duration length{};       ///< without a heartbeat for so long it is stale
  std::int64_t fence = 0;  ///< of the state when it was acquired
};

/// Stale: its process surely ended, or it is not known to live and no heartbeat came for its length.
bool is_stale(const LeaseHolder&, const Node&, Time now);

/// `state is in use by apply 20260513-… (ann on ci-7, pid 5123, 0.1.0): applying 12/40, started 3m ago, heartbeat 2s
/// ago`
std::string sentence(const LeaseHolder&, Time now);

Result<std::optional<LeaseHolder>> lease_holder(const StateView&);

/// Forgets a stale lease; missing: nobody holds it; conflict: it is not stale (the message says who).
Result<Done> break_stale_lease(Store&, const Node&, Time now);

struct LeaseRequest {
  std::string run_id;
  std::string verb;
  std::string version;
  Duration length = std::chrono::seconds{30};
};

/// Held by one thread. Goes with the object; a killed holder's is stale.
class Lease {
 public:
  /// conflict: somebody holds it (the message is his `sentence`); a stale one is taken over.
  static Result<Lease> acquire(Store&, const Clock&, const Node&, const LeaseRequest&);

  /// Tries again until it has the lease or `patience` is over; `waiting` is called once, with the holder's sentence,
  /// and `pause` between tries (false: give up).
  static Result<Lease> acquire_within(Duration patience, Store&, const Clock&, const Node&, const LeaseRequest&,
                                      const std::function<void(const std::string&)>& waiting,
                                      const std::function<bool(Duration)>& pause);

  Lease(Lease&&) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  /// To be named by every commit under this lease.
  std::int64_t fence() const { return holder_.fence; }

  /// Commits `batch` under this lease and gives the lease back in the same commit. After an Error it is still held.
  Result<Done> release_with(Batch batch);

  /// Says how far we are; cheap to call often: writes at most every third of the lease's length. conflict: it was
  /// taken.
  Result<Done> heartbeat(std::string phase, std::size_t done, std::size_t total);

 private:
  Lease(Store&, const Clock&, LeaseHolder, std::int64_t revision);

  Store* store_;
  const Clock* clock_;
  LeaseHolder holder_;
  std::int64_t revision_;
};

}  // namespace jada
