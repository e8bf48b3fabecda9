// Resources as the state remembers them, for status, state list and explain.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "engine/ports/store.h"

namespace jada {

/// One resource's record with its standing unpacked: as the last look found it, but for what time alone has ended.
struct Remembered {
  Record record;
  std::string condition{};
  std::string reason{};
  std::string message{};
  std::string source{};
  bool is_implied = false;  ///< it stands in no file
  std::string suspended_until{};
  std::optional<Time> due_at{};  ///< when something is to be done next, and what
  std::string due_reason{};
  std::optional<Time> expires_at{};
  std::vector<Record> replicas{};
};

/// All resources, ascending by address. Of one that was in order or to be done soon, and whose time has passed since,
/// that is said: so a scheduler that died is noticed (`Failing Expired`; `Pending Overdue` once less than half of the
/// time between falling due and expiring is left).
Result<std::vector<Remembered>> remembered(const StateView&, Time now);

/// For --json: keys always present, null when empty.
Json to_json(const Remembered&);

/// `3m ago`, or `never`.
std::string ago(const std::optional<Time>&, Time now);

}  // namespace jada
