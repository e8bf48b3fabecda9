// Resources as the state remembers them, for status, state list and explain.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "engine/ports/store.h"

namespace jada {

/// One resource's record with its standing unpacked.
struct Remembered {
  Record record;
  std::string condition{};
  std::string reason{};
  std::string message{};
  std::string source{};
  std::string suspended_until{};
  std::vector<Record> replicas{};
};

/// All resources, ascending by address.
Result<std::vector<Remembered>> remembered(const StateView&);

/// For --json: keys always present, null when empty.
Json to_json(const Remembered&);

/// `3m ago`, or `never`.
std::string ago(const std::optional<Time>&, Time now);

}  // namespace jada
