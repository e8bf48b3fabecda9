// Which store stands behind a path: the only list of backends.
#pragma once

#include <memory>
#include <string>

#include "engine/ports/store.h"

namespace jada {

enum class OpenMode : std::uint8_t {
  read_only,   ///< never writes the state; works on a read-only file system
  read_write,  ///< must exist; an older schema is migrated, after a backup beside it
  create,      ///< as read_write, but made (mode 0600) when absent or empty; the folder must exist
};

/// missing: there is no state yet (no file, or an empty one, unless `create`); denied: no permission, not ours,
/// damaged, or written by a newer program; unavailable: locked too long or the disk is full. Nothing foreign is ever
/// written.
Result<std::unique_ptr<Store>> open_store(const std::string& path, OpenMode mode);

/// Empty, gone with the object.
std::unique_ptr<Store> memory_store();

}  // namespace jada
