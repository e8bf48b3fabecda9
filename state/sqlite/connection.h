// One SQLite connection to the state: how it is opened, tuned and closed, and the statements it keeps prepared.
#pragma once

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/base/result.h"
#include "state/sqlite/statement.h"

namespace jada::state {

/// How long to wait for another process's write before giving up.
inline constexpr std::chrono::milliseconds kPatience{5000};

/// missing: nobody has made a state at `path`.
Error no_state_yet(const std::string& path);

/// For one thread. Everything but the factories throws SQLite::Exception.
class Connection {
 public:
  /// Reads only, also where nothing can be written. missing: there is no file.
  static Result<Connection> reading(const std::string& path, std::chrono::milliseconds patience = kPatience);
  /// missing: there is no file.
  static Result<Connection> writing(const std::string& path, std::chrono::milliseconds patience = kPatience);

  /// Runs to the end; how many rows were changed. `sql` must be a literal: it is the key of the prepared statement.
  template <class... Args>
  std::int64_t run(std::string_view sql, const Args&... args) {
    Rows rows = query(sql, args...);
    while (rows.next()) continue;
    return sqlite3_changes64(database_.getHandle());
  }

  /// As run, row by row. Texts in `args` are borrowed for as long as the rows. Not twice at a time with the same `sql`.
  template <class... Args>
  Rows query(std::string_view sql, const Args&... args) {
    Statement& statement = prepared(sql);
    statement.bind(args...);
    return Rows(statement);
  }

  /// A statement of one's own, that may run while others do.
  Statement prepare(std::string_view sql) { return {database_.getHandle(), sql, Statement::Use::once}; }

  std::int64_t pragma(std::string_view sql);

  /// Before a walk over many rows.
  void prepare_scan();

  /// The next transactions survive a power cut, or may be lost to one (never torn). Not inside a transaction.
  void make_durable(bool durable);
  bool inside_transaction() const { return sqlite3_get_autocommit(database_.getHandle()) == 0; }

  SQLite::Database& database() { return database_; }
  const std::string& path() const { return path_; }

 private:
  Connection(SQLite::Database database, std::string path);
  Statement& prepared(std::string_view sql);
  void prepare_writing();

  std::string path_;
  SQLite::Database database_;
  std::unordered_map<std::string_view, Statement> statements_;
  bool ready_to_scan_ = false;
  bool ready_to_write_ = false;
  bool durable_ = true;
};

/// Several reads over one moment; nothing to do when one is held already.
class Moment {
 public:
  explicit Moment(Connection& connection);
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;
  ~Moment();

 private:
  Connection* connection_;
};

}  // namespace jada::state
