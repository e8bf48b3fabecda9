// What the state knows of one resource that a rule watches.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/kind/kind.h"

namespace jada {

struct Subject {
  Address address{};
  bool is_looked_at = false;  ///< the last look found how it stands
  bool is_suspended = false;
  std::string message{};  ///< one sentence on how it stands
  int failures = 0;       ///< in a row
  std::string last_error{};
  Ailment ailment{};
  std::string unusable{};               ///< why those who need it cannot use it; empty: they can
  std::optional<Time> first_seen_at{};  ///< since when it is declared
  std::optional<Time> succeeded_at{};
  std::optional<Time> drifted_since{};
  std::optional<Time> ends_at{};
  std::string ends_of{};
  Duration fresh_within = std::chrono::hours{1};  ///< its newest success is younger than that
  std::vector<std::string> needs{};               ///< addresses

  /// What it does not do as it should, it keeps others from doing.
  bool is_in_trouble() const { return failures > 0 || !ailment.diagnosis.empty() || !unusable.empty(); }
};

/// From a resource's record, whatever wrote it: what is missing is as if it were unknown.
Subject read_subject(const Record&);

}  // namespace jada
