#include "engine/host/sqlite_table.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "engine/host/sqlite_file.h"
#include "engine/host/sqlite_rows.h"

namespace jada {
namespace {

using Items = std::vector<std::optional<std::string>>;
using Outcomes = std::vector<WriteOutcome>;

// A file touched more recently than this may be touched again without its times showing it.
constexpr Duration kSettled{100};

bool holds_bytes(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && about.st_size > 0;
}

Time changed_at(const struct stat& about) {
  return Time{Duration{about.st_ctim.tv_sec * 1000 + about.st_ctim.tv_nsec / 1'000'000}};
}

class SqliteTable final : public ItemTable {
 public:
  SqliteTable(const RegionSettings& region, const std::string& table, const Clock& clock, Duration patience,
              std::mutex& writing)
      : region_(region), table_(table), clock_(clock), patience_(patience), writing_(writing) {}

  Result<std::string> version() override;
  Result<Done> scan(const std::function<void(std::string_view, std::string_view)>& visit) override;
  Result<Items> read(std::span<const std::string> keys) override;
  Result<Outcomes> write(std::span<const ItemWrite> writes) override;

 private:
  struct Connection {
    std::unique_ptr<SQLite::Database> database;
    ino_t inode;  // of the path just before it was opened; 0: the file was not there
    SqliteRows rows;
  };

  // Null when there is no file and `access` does not make one.
  Result<Connection*> connect(SqliteAccess access);
  std::string token(const SqliteHeader&) const;
  Result<Outcomes> commit(SQLite::Transaction&, Outcomes);

  // Every public call ends here: what SQLite throws becomes an Error that names the region.
  template <class T, class Work>
  Result<T> guarded(Work work) {
    try {
      Result<T> result = work();
      if (!result) return within("region." + region_.name, result.error());
      return result;
    } catch (const SQLite::Exception& fault) {
      return within("region." + region_.name, sqlite_trouble(region_.path, fault));
    }
  }

  RegionSettings region_;
  std::string table_;
  const Clock& clock_;
  Duration patience_;
  std::mutex& writing_;
  std::unique_ptr<Connection> connection_{};
};

Result<SqliteTable::Connection*> SqliteTable::connect(SqliteAccess access) {
  if (connection_) return connection_.get();
  struct stat about {};
  const bool there = ::stat(region_.path.c_str(), &about) == 0;
  if (!there && errno == ENOENT && access == SqliteAccess::existing) return nullptr;
  auto opened = open_sqlite(region_.path, access, patience_);
  if (!opened) return opened.error();
  SQLite::Database& database = **opened;
  connection_ = std::make_unique<Connection>(
      Connection{std::move(*opened), there ? about.st_ino : 0, SqliteRows(database, table_)});
  database.exec("PRAGMA mmap_size = 268435456");
  return connection_.get();
}

Result<std::string> SqliteTable::version() {
  return guarded<std::string>([&]() -> Result<std::string> {
    const auto connection = connect(SqliteAccess::existing);
    if (!connection) return connection.error();
    if (*connection == nullptr) return std::string();
    const auto header = read_header(*(*connection)->database);
    if (header) return token(*header);
    if (header.error().code == Code::missing) return std::string();
    return header.error();
  });
}

// The token stands for the bytes of the file, as git's index does for a working file: identity, size, change time and
// SQLite's own change counter, which grows with every transaction in rollback mode. It is given only when nothing can
// hide behind it: in WAL mode commits go to another file; a journal means a writer is at work, or was killed; and a
// change time of just now could be shared by a second change. The counter was read before the change time: a commit
// between the two makes a token that never comes again, which costs a scan and no truth.
std::string SqliteTable::token(const SqliteHeader& header) const {
  const bool writing = holds_bytes(region_.path + "-wal") || holds_bytes(region_.path + "-journal");
  struct stat about {};
  if (!header.rollback_journal() || writing || ::stat(region_.path.c_str(), &about) != 0) return {};
  if (about.st_ino != connection_->inode || clock_.now() - changed_at(about) < kSettled) return {};
  return fmt::format("{:x}-{:x}-{:x}-{:x}.{:09}-{:x}", about.st_dev, about.st_ino, about.st_size, about.st_ctim.tv_sec,
                     about.st_ctim.tv_nsec, header.change_counter());
}

Result<Done> SqliteTable::scan(const std::function<void(std::string_view, std::string_view)>& visit) {
  return guarded<Done>([&]() -> Result<Done> {
    const auto connection = connect(SqliteAccess::existing);
    if (!connection) return connection.error();
    if (*connection == nullptr) return Done{};
    SQLite::Transaction one_moment(*(*connection)->database);
    SqliteRows& rows = (*connection)->rows;
    return rows.exist() ? rows.visit(visit) : Done{};
  });
}

Result<Items> SqliteTable::read(std::span<const std::string> keys) {
  return guarded<Items>([&]() -> Result<Items> {
    const auto connection = connect(SqliteAccess::existing);
    if (!connection) return connection.error();
    Items items(keys.size());
    if (*connection == nullptr) return items;
    SQLite::Transaction one_moment(*(*connection)->database);
    SqliteRows& rows = (*connection)->rows;
    if (!rows.exist()) return items;
    std::transform(keys.begin(), keys.end(), items.begin(), [&](const std::string& key) { return rows.item(key); });
    return items;
  });
}

Result<Outcomes> SqliteTable::write(std::span<const ItemWrite> writes) {
  const std::scoped_lock turn(writing_);
  return guarded<Outcomes>([&]() -> Result<Outcomes> {
    const bool makes = std::any_of(writes.begin(), writes.end(),
                                   [](const ItemWrite& write) { return write.kind == ItemWrite::Kind::create; });
    const auto connection = connect(makes ? SqliteAccess::create : SqliteAccess::existing);
    if (!connection) return connection.error();
    const WriteOutcome no_item{WriteFate::conflict, {Code::conflict, "there is no item of this key"}};
    Outcomes outcomes(writes.size(), no_item);
    if (*connection == nullptr || writes.empty()) return outcomes;
    // Room for a whole batch: pages that have to leave the cache early cost a sync each time.
    (*connection)->database->exec("PRAGMA synchronous = FULL; PRAGMA cache_size = -65536");
    SQLite::Transaction transaction(*(*connection)->database, SQLite::TransactionBehavior::IMMEDIATE);
    SqliteRows& rows = (*connection)->rows;
    if (makes) rows.make_table();
    if (!rows.exist()) return outcomes;
    std::transform(writes.begin(), writes.end(), outcomes.begin(),
                   [&](const ItemWrite& write) { return rows.carry_out(write); });
    return commit(transaction, std::move(outcomes));
  });
}

Result<Outcomes> SqliteTable::commit(SQLite::Transaction& transaction, Outcomes outcomes) {
  try {
    transaction.commit();
  } catch (const SQLite::Exception& fault) {
    // Only a failing disk leaves it open whether the commit came through; otherwise it is rolled back as a whole.
    if ((fault.getErrorCode() & 0xff) != SQLITE_IOERR) throw;
    for (WriteOutcome& outcome : outcomes) {
      if (outcome.fate == WriteFate::done) outcome = {WriteFate::unknown, sqlite_trouble(region_.path, fault)};
    }
  }
  return outcomes;
}

}  // namespace

std::unique_ptr<ItemTable> open_sqlite_table(const RegionSettings& region, const std::string& table, const Clock& clock,
                                             Duration patience, std::mutex& writing) {
  return std::make_unique<SqliteTable>(region, table, clock, patience, writing);
}

}  // namespace jada
