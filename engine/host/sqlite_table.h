// Items in a table NAME(key TEXT PRIMARY KEY, item TEXT) of a SQLite file that users may edit at any time.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "engine/ports/clock.h"
#include "engine/ports/items.h"

namespace jada {

/// Touches nothing until the first call; makes file and table at the first create. Any table with these two columns
/// will do. `clock` judges how fresh the file is; `patience` is how long another process's lock is waited for; threads
/// of this one take turns at `writing`, for SQLite lets one wait until its patience ends while others go first.
std::unique_ptr<ItemTable> open_sqlite_table(const RegionSettings&, const std::string& table, const Clock& clock,
                                             Duration patience, std::mutex& writing);

}  // namespace jada
