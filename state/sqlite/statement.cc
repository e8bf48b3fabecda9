#include "state/sqlite/statement.h"

#include <SQLiteCpp/Exception.h>

namespace jada::state {

Statement::Statement(sqlite3* database, std::string_view sql, Use use) {
  sqlite3_stmt* prepared = nullptr;
  const unsigned flags = use == Use::often ? SQLITE_PREPARE_PERSISTENT : 0u;
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), flags, &prepared, nullptr);
  statement_.reset(prepared);
  if (code != SQLITE_OK) throw SQLite::Exception(database, code);
}

void Statement::require(int code) const {
  if (code != SQLITE_OK) throw SQLite::Exception(sqlite3_db_handle(statement_.get()), code);
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw SQLite::Exception(sqlite3_db_handle(statement_.get()), code);
}

void Statement::reset() noexcept { sqlite3_reset(statement_.get()); }

void Statement::bind_at(int position, std::int64_t number) {
  require(sqlite3_bind_int64(statement_.get(), position, number));
}

void Statement::bind_at(int position, std::string_view text) {
  const char* start = text.data() == nullptr ? "" : text.data();  // a null pointer would be bound as NULL
  require(sqlite3_bind_text64(statement_.get(), position, start, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind_at(int position, Bytes bytes) {
  const char* start = bytes.view.data() == nullptr ? "" : bytes.view.data();
  require(sqlite3_bind_blob64(statement_.get(), position, start, bytes.view.size(), SQLITE_STATIC));
}

void Statement::bind_null(int position) { require(sqlite3_bind_null(statement_.get(), position)); }

std::string_view Statement::text(int column) const {
  // As a blob even where it is a text: SQLite would copy a text to end it with a zero byte.
  const auto* start = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  if (start == nullptr) return {};
  return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

// NULL reads as 0, so only a 0 needs the second look.
std::optional<Digest> Statement::digest(int column) const {
  const std::int64_t number = integer(column);
  if (number == 0 && is_null(column)) return std::nullopt;
  return static_cast<Digest>(number);
}

std::optional<Time> Statement::time(int column) const {
  const std::int64_t number = integer(column);
  if (number == 0 && is_null(column)) return std::nullopt;
  return Time{Duration{number}};
}

}  // namespace jada::state
