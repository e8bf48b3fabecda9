// A desired.toml that cannot be used while the loop goes on with the last good one: told like anything that fails.
#pragma once

#include "engine/loop/controller.h"

namespace jada {

/// The record `controller.desired`, which alerts see like a resource's: Failing with the fault's line and column, Ready
/// again after a good reading. Written only when that changes.
/// `fault`: none when it was read.
Result<Done> tell_of_file(const std::optional<Error>& fault, Store&, Time now);

}  // namespace jada
