// One attempt at one slot: taken in the ledger, run, and written down.
#pragma once

#include <memory>
#include <vector>

#include "resources/sync/sync.h"

namespace jada {

/// The lock that only one run of a sync holds, over all processes of this machine; unavailable: somebody runs it.
Result<std::unique_ptr<SecretLock>> take_turn(const Sync::Spec&, Env&, Duration wait);

/// Under the lock. A slot of revision 0 is taken first; conflict: it is somebody else's. After it the slot has ended,
/// or is open until its next attempt.
SyncRun attempt(const Sync::Spec&, Slot slot, const std::vector<Sync::Need>& needs, Env&);

}  // namespace jada
