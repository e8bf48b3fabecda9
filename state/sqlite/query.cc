#include "state/sqlite/query.h"

#include <algorithm>
#include <cctype>

#include "engine/base/digest.h"
#include "engine/base/time.h"
#include "state/sqlite/connection.h"
#include "state/sqlite/failure.h"
#include "state/sqlite/migrate.h"

namespace jada {
namespace {

using state::Connection;
using SteadyTime = std::chrono::steady_clock::time_point;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

Error refused(const std::string& why) { return {Code::invalid, "sql: " + why}; }

// ATTACH would reach other files and VACUUM INTO would make one.
int allow(void*, int action, const char*, const char*, const char*, const char*) {
  return action == SQLITE_ATTACH || action == SQLITE_DETACH ? SQLITE_DENY : SQLITE_OK;
}

int is_late(void* deadline) { return std::chrono::steady_clock::now() > *static_cast<SteadyTime*>(deadline) ? 1 : 0; }

bool is_blank(const char* text) {
  return std::all_of(text, text + std::char_traits<char>::length(text),
                     [](unsigned char c) { return std::isspace(c) != 0 || c == ';'; });
}

Result<Prepared> prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, &rest);
  Prepared statement(raw);
  if (code == SQLITE_AUTH) return refused("only this state may be read: ATTACH and DETACH are refused");
  if (code == SQLITE_ERROR) return refused(sqlite3_errmsg(database));
  if (code != SQLITE_OK) throw SQLite::Exception(database, code);
  if (statement == nullptr) return refused("there is no statement: try `SELECT * FROM resources`");
  if (!is_blank(rest)) return refused("one statement at a time, please");
  if (sqlite3_stmt_readonly(raw) == 0) return refused("this would write: the state is only read here");
  return statement;
}

CellType type_of(int sqlite_type) {
  switch (sqlite_type) {
    case SQLITE_INTEGER:
    case SQLITE_FLOAT: return CellType::number;
    case SQLITE_TEXT: return CellType::text;
    case SQLITE_BLOB: return CellType::blob;
    default: return CellType::null;
  }
}

Cell cell_of(sqlite3_stmt* row, int column) {
  Cell cell{.type = type_of(sqlite3_column_type(row, column))};
  if (cell.type == CellType::null) return cell;
  const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
  cell.text = start == nullptr ? std::string() : std::string(start, size);
  if (cell.type == CellType::blob) cell.text = hex(*cell.text);
  const bool infinite = cell.type == CellType::number && cell.text->find("Inf") != std::string::npos;
  if (infinite) cell.type = CellType::text;  // JSON has no such number
  return cell;
}

Result<Answer> answer(sqlite3* database, sqlite3_stmt* statement) {
  Answer found;
  const int width = sqlite3_column_count(statement);
  for (int i = 0; i < width; ++i) found.columns.emplace_back(sqlite3_column_name(statement, i));
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    auto& row = found.rows.emplace_back();
    for (int i = 0; i < width; ++i) row.push_back(cell_of(statement, i));
  }
  if (code == SQLITE_DONE) return found;
  if (code == SQLITE_INTERRUPT) return Error{Code::unavailable, "sql: took too long and was stopped"};
  if (code == SQLITE_ERROR) return refused(sqlite3_errmsg(database));
  throw SQLite::Exception(database, code);
}

}  // namespace

Result<Answer> query(const std::string& path, const std::string& sql, std::optional<std::chrono::milliseconds> limit) {
  auto connection = Connection::reading(path);
  if (!connection) return connection.error();
  return state::guarded(path, [&]() -> Result<Answer> {
    const auto standing = state::examine(*connection, state::current_schema());
    if (!standing) return standing.error();
    if (*standing == state::Standing::empty) return state::no_state_yet(path);
    sqlite3* database = connection->database().getHandle();
    connection->database().exec("PRAGMA query_only = ON");
    sqlite3_set_authorizer(database, allow, nullptr);
    SteadyTime deadline = std::chrono::steady_clock::now() + limit.value_or(std::chrono::milliseconds{0});
    if (limit) sqlite3_progress_handler(database, 10'000, is_late, &deadline);
    const auto statement = prepare(database, sql);
    if (!statement) return statement.error();
    return answer(database, statement->get());
  });
}

}  // namespace jada
