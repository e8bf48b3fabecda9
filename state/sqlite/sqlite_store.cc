#include "state/sqlite/sqlite_store.h"

#include <SQLiteCpp/Transaction.h>

#include <filesystem>

#include "state/sqlite/commit.h"
#include "state/sqlite/copy.h"
#include "state/sqlite/failure.h"
#include "state/sqlite/soundness.h"

namespace jada::state {
namespace {

namespace fs = std::filesystem;

// A log up to this size is read back in well under a millisecond by the next start; a longer one is worth folding in.
constexpr std::uintmax_t kShortLog = 256 * 1024;

Error outdated(const std::string& path) {
  return {Code::denied, path + ": written by an older jada-reconcile: `apply` migrates it, after a backup beside it"};
}

Result<Done> bring_up(Connection& connection, OpenMode mode, const Schema& schema) {
  const auto standing = guarded(connection.path(), [&] { return examine(connection, schema); });
  if (!standing) return standing.error();
  if (*standing == Standing::current) return Done{};
  if (*standing == Standing::empty && mode != OpenMode::create) return no_state_yet(connection.path());
  if (mode == OpenMode::read_only) return outdated(connection.path());
  return migrate(connection, schema);
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, OpenMode mode, const SqliteOptions& options) {
  if (mode == OpenMode::create) {
    if (auto made = make_private_file(path); !made) return made.error();
  }
  auto connection = mode == OpenMode::read_only ? Connection::reading(path, options.patience)
                                                : Connection::writing(path, options.patience);
  if (!connection) return connection.error();
  if (auto ready = bring_up(*connection, mode, options.schema); !ready) return ready.error();
  return std::unique_ptr<Store>(
      std::make_unique<SqliteStore>(SqliteView(std::move(*connection), options.schema.version())));
}

SqliteStore::~SqliteStore() {
  // Folding the log into the database costs several fsyncs: more than an observation is worth.
  std::error_code unknown;
  const auto log = fs::file_size(view_.connection().path() + "-wal", unknown);
  if (committed_durably_ || unknown || log > kShortLog) return;
  sqlite3_db_config(view_.connection().database().getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Result<Done> SqliteStore::commit(const Batch& batch) {
  Connection& connection = view_.connection();
  return guarded(connection.path(), [&]() -> Result<Done> {
    connection.make_durable(batch.durable);
    SQLite::Transaction transaction(connection.database(), SQLite::TransactionBehavior::IMMEDIATE);
    if (auto written = Commit(connection).write(batch); !written) return written;
    transaction.commit();
    committed_durably_ = committed_durably_ || batch.durable;
    return Done{};
  });
}

Result<std::unique_ptr<StateView>> SqliteStore::snapshot() const {
  const std::string& path = view_.connection().path();
  auto connection = Connection::reading(path);
  if (!connection) return connection.error();
  return guarded(path, [&]() -> Result<std::unique_ptr<StateView>> {
    connection->database().exec("BEGIN; SELECT fence FROM _meta");  // the read is what fixes the moment
    return std::unique_ptr<StateView>(std::make_unique<SqliteView>(std::move(*connection), view_.schema_version()));
  });
}

Result<Done> SqliteStore::tidy() {
  Connection& connection = view_.connection();
  return guarded(connection.path(), [&]() -> Result<Done> {
    connection.make_durable(false);
    connection.run(
        "DELETE FROM _body WHERE NOT EXISTS ("
        " SELECT 1 FROM _resource owner"
        " JOIN _resource replica ON replica.kind = owner.kind AND replica.name = owner.name"
        " JOIN _item item ON item.replica_id = replica.id AND item.key = _body.key"
        " WHERE owner.id = _body.resource_id AND _body.digest IN (item.applied, item.observed, item.raw))");
    return Done{};
  });
}

Result<Done> SqliteStore::prune(const Retention& kept) {
  Connection& connection = view_.connection();
  return guarded(connection.path(), [&]() -> Result<Done> {
    connection.make_durable(false);
    SQLite::Transaction transaction(connection.database(), SQLite::TransactionBehavior::IMMEDIATE);
    // The newest event stays: it tells the number of the next one.
    connection.run(
        "DELETE FROM _event WHERE seq < coalesce((SELECT min(seq) FROM _event WHERE at >= ?),"
        " (SELECT max(seq) FROM _event))",
        kept.before);
    connection.run("DELETE FROM _change WHERE finished_at < ?", kept.before);
    connection.run(
        "DELETE FROM _resource WHERE kind = '@run' AND julianday(json_extract(nullif(applied, ''), '$.finished_at'))"
        " < julianday(? / 1000.0, 'unixepoch')",
        kept.before);
    // One that comes and goes still owes the news that it has settled.
    connection.run(
        "DELETE FROM _alert WHERE state = 'resolved' AND resolved_at < ?"
        " AND NOT coalesce(json_extract(life, '$.is_flapping'), 0)",
        kept.before);
    connection.run("DELETE FROM _notice WHERE status <> 'waiting' AND created_at < ?", kept.before);
    connection.run(
        "DELETE FROM _slot WHERE slot_at < ?1 AND outcome <> '' AND ?2 <= (SELECT count(*) FROM _slot newer"
        " WHERE newer.kind = _slot.kind AND newer.name = _slot.name AND newer.slot_at > _slot.slot_at)",
        kept.before, static_cast<std::int64_t>(kept.slots));
    transaction.commit();
    return Done{};
  });
}

Result<Done> SqliteStore::backup(const std::string& path) const { return copy_to_new_file(view_.connection(), path); }

Result<std::vector<std::string>> SqliteStore::check() const {
  return guarded(view_.connection().path(), [&] { return broken_invariants(view_.connection()); });
}

}  // namespace jada::state
