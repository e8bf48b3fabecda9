#include "state/sqlite/copy.h"

#include <SQLiteCpp/Backup.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "state/sqlite/failure.h"

namespace jada::state {

Result<bool> make_private_file(const std::string& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0 && errno == EEXIST) return false;
  if (file < 0 && errno == ENOENT) return Error{Code::denied, path + ": its folder does not exist: make it first"};
  if (file < 0 && errno == ENOSPC)
    return Error{Code::unavailable, path + ": the disk is full: free some space and run again"};
  if (file < 0) return Error{Code::denied, path + ": cannot be made: " + std::strerror(errno)};
  close(file);
  return true;
}

Result<Done> copy_to_new_file(Connection& source, const std::string& path) {
  const auto fresh = make_private_file(path);
  if (!fresh) return fresh.error();
  if (!*fresh) return Error{Code::conflict, path + ": exists already and is not overwritten: name another file"};
  auto copied = guarded(path, [&]() -> Result<Done> {
    auto target = Connection::writing(path);
    if (!target) return target.error();
    {
      SQLite::Backup backup(target->database(), source.database());
      const int code = backup.executeStep();
      if (code != SQLITE_DONE) throw SQLite::Exception(target->database().getHandle(), code);
    }
    target->database().exec("PRAGMA journal_mode = DELETE");  // one file, readable where nothing can be written
    return Done{};
  });
  if (copied) return copied;
  std::error_code ignored;  // the failure that matters is the one we return
  std::filesystem::remove(path, ignored);
  return copied;
}

}  // namespace jada::state
