// One block of desired.toml as JSON and back: what the state keeps of a block in case it goes from the file.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/json.h"
#include "engine/config/value.h"

namespace jada {

/// Canonical JSON of the keys, without `entries` and `source`: items are records of their own. Places are not kept.
std::string block_json(const Table&);

/// `file` is where the block stood, for what is relative to it. invalid: not a JSON object that block_json wrote.
Result<Table> block_from_json(std::string_view, std::uint32_t file);

}  // namespace jada
