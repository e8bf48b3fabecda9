#include "state/sqlite/failure.h"

#include <sqlite3.h>

namespace jada::state {

Error failure(const std::string& path, int code, const std::string& said) {
  const auto because = [&](const std::string& text) { return path + ": " + text + " (SQLite: " + said + ")"; };
  const std::string restore = "restore the newest backup (`" + path + ".backup-*` or one made by `state backup`)";
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Code::unavailable, because("locked by another process for too long: try again, `lock status` says who")};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return {Code::denied, because("no permission: check the owner and mode of the file and of its folder")};
    case SQLITE_FULL:
      return {Code::unavailable, because("the disk is full: free some space and run again, nothing was lost")};
    case SQLITE_IOERR:
      return {Code::unavailable, because("the disk is full or failing: look at `df` and `dmesg`, then run again")};
    case SQLITE_CORRUPT: return {Code::denied, because("the state database is damaged: move it away and " + restore)};
    case SQLITE_NOTADB:
      return {Code::denied, because("this is not a state database: name another path with --state, or " + restore)};
    default: return {Code::internal, because("the state answered in a way we did not foresee: please report this")};
  }
}

}  // namespace jada::state
