#include "state/sqlite/connection.h"

#include <filesystem>

#include "state/sqlite/failure.h"

namespace jada::state {
namespace {

namespace fs = std::filesystem;

// SQLite reads `:memory:` and `file:…` as more than names; an absolute path never is.
std::string as_file_name(const std::string& path) { return fs::absolute(path).string(); }

std::string as_immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : as_file_name(path)) {
    if (c == '%') {
      uri += "%25";
    } else if (c == '?') {
      uri += "%3f";
    } else if (c == '#') {
      uri += "%23";
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

// Nobody asks how much memory SQLite holds; counting it takes a lock at every allocation. No effect, and no harm, once
// SQLite is at work.
void count_no_memory() { [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

SQLite::Database opened(const std::string& name, int flags, std::chrono::milliseconds patience) {
  count_no_memory();
  return {name, flags | SQLITE_OPEN_NOMUTEX, static_cast<int>(patience.count())};
}

// The first read is what opens the -wal and the -shm.
int first_read(SQLite::Database& database) { return database.tryExec("PRAGMA user_version"); }

// A file that cannot even be looked at is left for SQLite to complain about.
bool is_absent(const std::string& path) {
  std::error_code trouble;
  return fs::status(path, trouble).type() == fs::file_type::not_found;
}

bool has_log(const std::string& path) {
  std::error_code absent;
  const auto size = fs::file_size(path + "-wal", absent);
  return !absent && size > 0;
}

}  // namespace

Error no_state_yet(const std::string& path) {
  return {Code::missing, path + ": there is no state yet: `apply` makes it"};
}

Connection::Connection(SQLite::Database database, std::string path)
    : path_(std::move(path)), database_(std::move(database)) {}

Result<Connection> Connection::reading(const std::string& path, std::chrono::milliseconds patience) {
  if (is_absent(path)) return no_state_yet(path);
  return guarded(path, [&]() -> Result<Connection> {
    auto database = opened(as_file_name(path), SQLITE_OPEN_READONLY, patience);
    const int code = first_read(database) & 0xff;
    const bool cannot_share = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
    if (!cannot_share) {
      database.check(code);
      return Connection(std::move(database), path);
    }
    if (has_log(path)) {
      return Error{Code::denied, path + ": has changes in " + path +
                                     "-wal that cannot be read from a read-only folder: " +
                                     "copy both files to a folder you may write, and name the copy with --state"};
    }
    return Connection(opened(as_immutable_uri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, patience), path);
  });
}

Result<Connection> Connection::writing(const std::string& path, std::chrono::milliseconds patience) {
  if (is_absent(path)) return no_state_yet(path);
  return guarded(path, [&]() -> Result<Connection> {
    return Connection(opened(as_file_name(path), SQLITE_OPEN_READWRITE, patience), path);
  });
}

Statement& Connection::prepared(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  return statements_.try_emplace(sql, database_.getHandle(), sql, Statement::Use::often).first->second;
}

std::int64_t Connection::pragma(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Connection::prepare_scan() {
  if (ready_to_scan_) return;
  database_.exec("PRAGMA mmap_size = 1073741824");  // pages are read where they lie; too dear for a lookup
  ready_to_scan_ = true;
}

void Connection::prepare_writing() {
  if (ready_to_write_) return;
  database_.exec(
      "PRAGMA journal_mode = WAL;"
      "PRAGMA cache_size = -65536;"
      "PRAGMA secure_delete = OFF;"             // no secret is ever stored
      "PRAGMA journal_size_limit = 16777216");  // a large commit does not leave its log behind for ever
  ready_to_write_ = true;
}

void Connection::make_durable(bool durable) {
  prepare_writing();
  if (durable == durable_) return;
  database_.exec(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  durable_ = durable;
}

Moment::Moment(Connection& connection) : connection_(connection.inside_transaction() ? nullptr : &connection) {
  if (connection_ != nullptr) connection_->run("BEGIN");
}

Moment::~Moment() {
  // Nothing was written, so there is nothing that a failing COMMIT could lose.
  if (connection_ != nullptr) connection_->database().tryExec("COMMIT");
}

}  // namespace jada::state
