// Suspensions: in the file (`suspend = {…}`) or taken by `jada-reconcile suspend`; they end by themselves.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/loop/desired.h"
#include "engine/ports/store.h"

namespace jada {

/// Those in force at `now`, by resource; one in the file wins over one in the state.
Result<std::map<Address, Suspension>> suspensions(const Desired&, const StateView&, Time now);

/// The record that suspends `resource`; commit it. `by` and `now` are kept for `explain`.
Result<Record> suspension_record(const StateView&, const Address& resource, const Suspension&, const std::string& by,
                                 Time now);

/// Where it is kept: forget that to resume.
Address suspension_address(const Address& resource);

/// `suspended until 2026-05-13T12:00:00.000Z: engine swap`
std::string sentence(const Suspension&);

}  // namespace jada
