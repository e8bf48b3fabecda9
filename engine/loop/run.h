// One execution of a verb, as the state remembers it.
#pragma once

#include <optional>
#include <string>

#include "engine/ports/node.h"
#include "engine/ports/store.h"

namespace jada {

struct Run {
  std::string id;
  std::string verb;
  Time started_at{};
  std::optional<Time> finished_at{};
  int exit_code = 0;
  std::string actor{};
  std::string host{};
  std::string message{};  ///< -m
  std::string desired_sha256{};
  std::size_t succeeded = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  std::int64_t revision = 0;  ///< of its record once stored
};

/// A run that begins now; ids sort by time.
Run begin_run(std::string verb, const Node&, Time now);

Record to_record(const Run&);

/// An event of this run, at `at`.
Event event_of(const Run&, Time at, std::string type, std::string level, std::string address, std::string message);

}  // namespace jada
