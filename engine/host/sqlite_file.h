// One SQLite file of the user: how it is opened, what its header says, and what its refusals mean.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/base/time.h"

namespace jada {

enum class SqliteAccess {
  existing,  ///< never makes a file; written to only where the file allows it
  create,    ///< makes the file, and its folder, when absent
};

/// The first 100 bytes (https://www.sqlite.org/fileformat.html §1.3).
struct SqliteHeader {
  std::array<unsigned char, 100> bytes{};
  bool rollback_journal() const { return bytes[18] == 1 && bytes[19] == 1; }
  std::uint32_t change_counter() const;
};

/// denied: no permission, or no database; unavailable: locked or out of resources. `patience`: how long a lock held by
/// another process is waited for.
Result<std::unique_ptr<SQLite::Database>> open_sqlite(const std::string& path, SqliteAccess, Duration patience);

/// Read by the connection's own descriptor: opening and closing one of our own would drop the locks that other
/// connections of this process hold on the file (https://www.sqlite.org/howtocorrupt.html §2.2).
/// missing: the file is still empty, which SQLite takes for an empty database; denied: it is no database.
Result<SqliteHeader> read_header(SQLite::Database&);

/// What a result code of SQLite means to the caller. `told` is SQLite's own sentence.
Error sqlite_trouble(const std::string& path, int extended_code, std::string_view told);
Error sqlite_trouble(const std::string& path, const SQLite::Exception&);

}  // namespace jada
