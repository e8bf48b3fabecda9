#include "state/sqlite/migrate.h"

#include <SQLiteCpp/Transaction.h>

#include "state/birth.h"
#include "state/sqlite/copy.h"
#include "state/sqlite/failure.h"

namespace jada::state {
namespace {

constexpr std::int64_t kApplicationId = 0x4a414441;  // "JADA"

bool has_tables(Connection& connection) { return connection.pragma("SELECT count(*) FROM sqlite_schema") > 0; }

Error newer(const std::string& path, std::int64_t stored, int known) {
  return {Code::denied, path + ": written by a newer jada-reconcile (schema " + std::to_string(stored) +
                            ", this one knows " + std::to_string(known) +
                            "): upgrade the program; nothing was changed"};
}

Error foreign(const std::string& path) {
  return {Code::denied,
          path + ": an SQLite database of another program: name another path with --state; nothing was changed"};
}

// The database's own clock names the backup: a label for people, nothing is decided by it.
std::string backup_path(Connection& connection, std::int64_t version) {
  Statement now = connection.prepare("SELECT strftime('%Y%m%dT%H%M%SZ', 'now')");
  now.step();
  return connection.path() + ".backup-v" + std::to_string(version) + "-" + std::string(now.text(0));
}

// A second connection copies: the one that holds the write lock cannot be its own source.
Result<Done> back_up_before(Connection& connection, std::int64_t version) {
  auto source = Connection::reading(connection.path());
  if (!source) return source.error();
  return copy_to_new_file(*source, backup_path(connection, version));
}

void build(Connection& connection, const Schema& schema, std::int64_t from) {
  auto& database = connection.database();
  for (const auto sql : schema.migrations.subspan(static_cast<std::size_t>(from))) database.exec(std::string(sql));
  database.exec(std::string(schema.views));
  database.exec("PRAGMA user_version = " + std::to_string(schema.version()));
  database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
  connection.run("INSERT INTO _meta (one, lineage, seed) VALUES (1, ?, ?) ON CONFLICT DO NOTHING", random_lineage(),
                 random_seed());
}

}  // namespace

Result<Standing> examine(Connection& connection, const Schema& schema) {
  const Moment moment(connection);
  const std::int64_t owner = connection.pragma("PRAGMA application_id");
  const std::int64_t version = connection.pragma("PRAGMA user_version");
  if (owner == kApplicationId) {
    if (version > schema.version()) return newer(connection.path(), version, schema.version());
    return version < schema.version() ? Standing::older : Standing::current;
  }
  if (owner != 0 || version != 0 || has_tables(connection)) return foreign(connection.path());
  return Standing::empty;
}

Result<Done> migrate(Connection& connection, const Schema& schema) {
  return guarded(connection.path(), [&]() -> Result<Done> {
    SQLite::Transaction transaction(connection.database(), SQLite::TransactionBehavior::IMMEDIATE);
    const auto standing = examine(connection, schema);  // again: somebody may have been faster
    if (!standing) return standing.error();
    if (*standing == Standing::current) return Done{};
    const std::int64_t from = connection.pragma("PRAGMA user_version");
    if (*standing == Standing::older) {
      if (auto kept = back_up_before(connection, from); !kept) return within("backup before migrating", kept.error());
    }
    build(connection, schema, from);
    transaction.commit();
    return Done{};
  });
}

}  // namespace jada::state
