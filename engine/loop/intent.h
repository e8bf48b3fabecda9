// Intents: what a run is about to touch, stored before it does, so that a killed run is noticed and healed by the next.
#pragma once

#include <set>
#include <string>

#include "engine/ports/store.h"

namespace jada {

/// Resource-and-replica addresses some run meant to change and never confirmed.
Result<std::set<Address>> open_intents(const StateView&);

/// The record that opens the intent of `run_id` on this resource and replica; forgotten when it is confirmed. Takes
/// over one that is open already.
Result<Record> intent(const StateView&, const Address& resource_and_replica, const std::string& run_id);

/// The address under which that record is kept.
Address intent_address(const Address& resource_and_replica);

}  // namespace jada
