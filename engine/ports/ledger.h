// The ledger of schedules: what became of each time that something was to run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/address.h"
#include "engine/base/time.h"

namespace jada {

/// One slot of a schedule. It is open while its job runs, and ends once: a commit that ends it again is a conflict.
struct Slot {
  Address address;            ///< of the schedule
  Time slot_at{};             ///< with the address its identity: a second one is a conflict
  std::int64_t revision = 0;  ///< 0: not stored yet; else what was read, checked by commit
  std::string trigger{};      ///< slot | catch_up | asked
  std::string outcome{};      ///< ok | failed | timeout | skipped | missed | blocked; empty: open
  std::string reason{};       ///< one word, stable
  std::string detail{};       ///< for a person
  std::optional<Time> started_at{};
  std::optional<Time> finished_at{};
  std::optional<int> exit_code{};
  int attempts = 0;
  std::optional<Time> retry_at{};  ///< open: the next attempt is due then; none: one is under way
  std::optional<Duration> duration{};
  std::string output_tail{};  ///< without secrets
  std::string runner{};       ///< open: the process that runs it, as JSON

  bool is_open() const { return outcome.empty(); }
};

}  // namespace jada
