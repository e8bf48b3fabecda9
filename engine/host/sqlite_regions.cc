#include "engine/host/sqlite_regions.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "engine/host/sqlite_file.h"
#include "engine/host/sqlite_table.h"

namespace jada {
namespace {

std::optional<Error> other_driver(const RegionSettings& region) {
  if (region.driver == "sqlite") return std::nullopt;
  return Error{Code::invalid,
               fmt::format("region.{}: there is no driver `{}`; use `sqlite`", region.name, region.driver)};
}

std::string in_bytes(off_t size) {
  if (size < 1024) return fmt::format("{} B", size);
  if (size < 1024 * 1024) return fmt::format("{} KiB", size / 1024);
  return fmt::format("{:.1f} MiB", static_cast<double>(size) / (1024.0 * 1024.0));
}

Result<Done> is_database(const std::string& path, Duration patience) {
  const auto database = open_sqlite(path, SqliteAccess::existing, patience);
  if (!database) return database.error();
  const auto header = read_header(**database);
  if (!header && header.error().code != Code::missing) return header.error();
  return Done{};
}

Result<Done> make_database(const std::string& path, Duration patience) {
  const auto database = open_sqlite(path, SqliteAccess::create, patience);
  if (!database) return database.error();
  const auto header = read_header(**database);
  if (header) return Done{};
  if (header.error().code != Code::missing) return header.error();
  try {
    (*database)->exec("PRAGMA user_version = 0");  // the least that makes SQLite write its header
  } catch (const SQLite::Exception& fault) {
    return sqlite_trouble(path, fault);
  }
  return Done{};
}

}  // namespace

Seen<std::string> SqliteRegions::look(const RegionSettings& region) {
  if (const auto unknown = other_driver(region)) return *unknown;
  const std::string& path = region.path;
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) {
    if (errno == ENOENT) return Absent{};
    return Error{Code::denied, fmt::format("{}: {}", path, std::generic_category().message(errno))};
  }
  if (!S_ISREG(about.st_mode)) return Error{Code::denied, path + " is no regular file; name another path"};
  if (const auto sound = is_database(path, patience_); !sound) return sound.error();
  return "SQLite file, " + in_bytes(about.st_size);
}

Result<Done> SqliteRegions::create(const RegionSettings& region) {
  if (const auto unknown = other_driver(region)) return *unknown;
  return make_database(region.path, patience_);
}

Result<std::unique_ptr<ItemTable>> SqliteRegions::open(const RegionSettings& region, const TablePlace& place) {
  if (const auto unknown = other_driver(region)) return *unknown;
  return open_sqlite_table(region, place.table, clock_, patience_, writing(region.path));
}

std::mutex& SqliteRegions::writing(const std::string& path) {
  const std::scoped_lock guard(mutex_);
  auto& turn = writing_[path];
  if (!turn) turn = std::make_unique<std::mutex>();
  return *turn;
}

}  // namespace jada
