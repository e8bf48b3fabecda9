// What every backend refuses, in the same words.
#pragma once

#include <string>

#include "engine/ports/store.h"

namespace jada::state {

inline Error stale(const Address& address, std::int64_t expected) {
  return {Code::conflict, to_string(address) + ": the state was changed by somebody else meanwhile (revision " +
                              std::to_string(expected) + " is no longer the stored one): observe again"};
}

inline Error stale_fence(std::int64_t expected, std::int64_t stored) {
  return {Code::conflict, "the write lock was taken over by somebody else (fencing number " + std::to_string(expected) +
                              ", now " + std::to_string(stored) + "): nothing was written"};
}

inline Error stale_slot(const Slot& slot) {
  return {Code::conflict, to_string(slot.address) + " " + to_string(slot.slot_at) +
                              ": somebody else has taken or ended this slot (revision " +
                              std::to_string(slot.revision) + ")"};
}

/// `what` is alert or notice.
inline Error stale_entry(const std::string& what, const std::string& id) {
  return {Code::conflict, what + " " + id + ": changed by somebody else meanwhile: look again"};
}

/// A whole resource is one slip away from one of its items, so an address of the wrong depth is our bug, not a guess.
inline Result<Done> require_no_item(const Address& address) {
  if (address.item.empty()) return Done{};
  return Error{Code::internal, to_string(address) + ": items are written and forgotten in an ItemBatch"};
}

}  // namespace jada::state
