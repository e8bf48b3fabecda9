#include "state/open.h"

#include "state/memory/memory_store.h"
#include "state/sqlite/sqlite_store.h"

namespace jada {

Result<std::unique_ptr<Store>> open_store(const std::string& path, OpenMode mode) {
  return state::open_sqlite(path, mode);
}

std::unique_ptr<Store> memory_store() { return std::make_unique<state::MemoryStore>(); }

}  // namespace jada
