#include "engine/host/sqlite_file.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <system_error>

namespace jada {
namespace {

constexpr std::string_view kMagic{"SQLite format 3\0", 16};

Error no_database(const std::string& path) {
  return {Code::denied, path + " is not a SQLite database; move it away, or name another path"};
}

Result<Done> make_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code fault;
  if (!folder.empty()) std::filesystem::create_directories(folder, fault);
  if (!fault) return Done{};
  return Error{Code::denied, fmt::format("the folder {} cannot be made: {}", folder.string(), fault.message())};
}

}  // namespace

std::uint32_t SqliteHeader::change_counter() const {
  std::uint32_t counter = 0;
  for (std::size_t i = 24; i < 28; ++i) counter = counter << 8 | bytes[i];
  return counter;
}

Result<std::unique_ptr<SQLite::Database>> open_sqlite(const std::string& path, SqliteAccess access, Duration patience) {
  // Readers too ask to write: only so can SQLite roll back what a killed writer left. It falls back by itself.
  int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
  if (access == SqliteAccess::create) {
    if (const auto made = make_folder_of(path); !made) return made.error();
    flags |= SQLite::OPEN_CREATE;
  }
  // SQLite takes a file too short for its header for an empty database and would write over it.
  std::error_code absent;
  const auto size = std::filesystem::file_size(path, absent);
  if (!absent && size > 0 && size < SqliteHeader{}.bytes.size()) return no_database(path);
  try {
    return std::make_unique<SQLite::Database>(path, flags, static_cast<int>(patience.count()));
  } catch (const SQLite::Exception& fault) {
    return sqlite_trouble(path, fault);
  }
}

Result<SqliteHeader> read_header(SQLite::Database& database) {
  const std::string& path = database.getFilename();
  sqlite3_file* file = nullptr;
  const int asked = sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (asked != SQLITE_OK || file == nullptr || file->pMethods == nullptr) {
    return sqlite_trouble(path, asked == SQLITE_OK ? SQLITE_CANTOPEN : asked, "the file is not open");
  }
  sqlite3_int64 size = 0;
  int code = file->pMethods->xFileSize(file, &size);
  if (code == SQLITE_OK && size == 0) return Error{Code::missing, path + " is empty"};
  SqliteHeader header;
  if (code == SQLITE_OK)
    code = file->pMethods->xRead(file, header.bytes.data(), static_cast<int>(header.bytes.size()), 0);
  if (code == SQLITE_IOERR_SHORT_READ) return no_database(path);
  if (code != SQLITE_OK) return sqlite_trouble(path, code, sqlite3_errstr(code));
  if (std::memcmp(header.bytes.data(), kMagic.data(), kMagic.size()) != 0) return no_database(path);
  return header;
}

Error sqlite_trouble(const std::string& path, int extended_code, std::string_view told) {
  switch (extended_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {Code::unavailable, path + " is locked by another process; try again when it is done"};
    case SQLITE_NOTADB: return no_database(path);
    case SQLITE_CORRUPT:
      return {Code::denied,
              fmt::format("{} is damaged ({}); restore it from a copy, or mend it with `sqlite3 FILE .recover`", path,
                          told)};
    case SQLITE_READONLY:
      return {Code::denied, path + " cannot be written: it, its folder or its file system is read-only"};
    case SQLITE_FULL: return {Code::unavailable, path + ": the disk is full; make room and try again"};
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return {Code::denied, path + " cannot be opened; check its permissions and those of its folder"};
    case SQLITE_IOERR:
    case SQLITE_NOMEM: return {Code::unavailable, fmt::format("{}: {}", path, told)};
    default: return {Code::denied, fmt::format("{}: SQLite says: {}", path, told)};
  }
}

Error sqlite_trouble(const std::string& path, const SQLite::Exception& fault) {
  const int code = fault.getExtendedErrorCode() > 0 ? fault.getExtendedErrorCode() : fault.getErrorCode();
  return sqlite_trouble(path, code, fault.what());
}

}  // namespace jada
