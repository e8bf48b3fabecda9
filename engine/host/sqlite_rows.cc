#include "engine/host/sqlite_rows.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>
#include <utility>

#include "engine/base/json.h"
#include "engine/base/json_text.h"
#include "engine/base/text.h"
#include "engine/host/sqlite_file.h"

namespace jada {
namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using OwnedStatement = std::unique_ptr<sqlite3_stmt, Finalize>;

std::string as_identifier(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

std::string_view text_of(sqlite3_stmt* row, int column) {
  // The text must be asked for before its length: a conversion may change the length.
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
  return text == nullptr ? std::string_view{} : std::string_view(text, size);
}

bool same_value(std::string_view here, const std::string& expected) {
  if (here == expected) return true;
  const auto left = parse_json(here);
  const auto right = parse_json(expected);
  return left && right && canonical(*left) == canonical(*right);
}

WriteOutcome conflict(std::string why) { return {WriteFate::conflict, {Code::conflict, std::move(why)}}; }

WriteOutcome not_written(const Error& trouble) {
  return {trouble.code == Code::conflict ? WriteFate::conflict : WriteFate::failed, trouble};
}

// Done when every field is as the write expects it.
WriteOutcome conditions_hold(const std::string& item, std::span<const FieldWrite> fields) {
  for (const FieldWrite& field : fields) {
    const auto here = member_text(item, field.path);
    if (!here) return not_written(here.error());
    const bool holds = here->has_value() ? field.before && same_value(**here, *field.before) : !field.before;
    if (!holds) return conflict(fmt::format("`{}` is not as expected", join(field.path, ".")));
  }
  return {WriteFate::done, {}};
}

}  // namespace

SqliteRows::SqliteRows(SQLite::Database& database, std::string table)
    : database_(database), table_(std::move(table)), identifier_(as_identifier(table_)) {}

bool SqliteRows::exist() {
  SQLite::Statement question(
      database_, "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = ?1 COLLATE NOCASE");
  question.bindNoCopy(1, table_);
  return question.executeStep();
}

void SqliteRows::make_table() {
  database_.exec("CREATE TABLE IF NOT EXISTS " + identifier_ + "(key TEXT PRIMARY KEY, item TEXT) WITHOUT ROWID");
}

Error SqliteRows::refused(std::string_view why) const {
  return {Code::denied, fmt::format("{}: table `{}` {}", database_.getFilename(), table_, why)};
}

SQLite::Statement& SqliteRows::prepared(std::optional<SQLite::Statement>& slot, const std::string& sql) {
  if (!slot) slot.emplace(database_, sql);
  return *slot;
}

std::optional<std::string> SqliteRows::item(const std::string& key) {
  auto& query = prepared(select_, "SELECT item FROM " + identifier_ + " WHERE key = ?1 COLLATE BINARY");
  query.bindNoCopy(1, key);
  std::optional<std::string> item;
  if (query.executeStep()) item = query.getColumn(0).getString();
  query.reset();
  return item;
}

std::optional<Error> SqliteRows::fault_of_key(std::string_view key, bool is_text,
                                              const std::optional<std::string>& previous) const {
  if (!is_text) {
    return refused(
        fmt::format("has the key {} stored otherwise than as text; mend it with: UPDATE {} SET key = CAST(key AS TEXT)",
                    printable(key), identifier_));
  }
  if (!previous || *previous < key) return std::nullopt;
  if (*previous == key) return refused(fmt::format("has the key {} twice; delete one of the rows", printable(key)));
  return refused("does not sort its keys by their UTF-8 bytes; copy it into a database with PRAGMA encoding = 'UTF-8'");
}

// By the C interface: a Column of SQLiteCpp counts references, which doubles the time of a scan.
Result<Done> SqliteRows::visit(const std::function<void(std::string_view, std::string_view)>& visitor) {
  sqlite3* const connection = database_.getHandle();
  const std::string sql = "SELECT key, item FROM " + identifier_ + " ORDER BY key COLLATE BINARY";
  sqlite3_stmt* rows = nullptr;
  int code = sqlite3_prepare_v2(connection, sql.c_str(), -1, &rows, nullptr);
  const OwnedStatement owner(rows);
  if (code == SQLITE_ERROR) {
    return refused(fmt::format("cannot be read: it needs the columns key and item ({})", sqlite3_errmsg(connection)));
  }
  if (code != SQLITE_OK) throw SQLite::Exception(connection, code);
  std::optional<std::string> previous;
  while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
    const int type = sqlite3_column_type(rows, 0);
    if (type == SQLITE_NULL) continue;
    const std::string_view key = text_of(rows, 0);
    if (auto fault = fault_of_key(key, type == SQLITE_TEXT, previous)) return std::move(*fault);
    visitor(key, text_of(rows, 1));
    previous = key;
  }
  if (code != SQLITE_DONE) throw SQLite::Exception(connection, code);
  return Done{};
}

WriteOutcome SqliteRows::carry_out(const ItemWrite& write) {
  if (write.kind == ItemWrite::Kind::create) return insert(write);
  auto here = item(write.key);
  if (!here) return conflict("there is no item of this key");
  if (auto held = conditions_hold(*here, write.fields); held.fate != WriteFate::done) return held;
  return write.kind == ItemWrite::Kind::remove ? remove(write) : update(write, std::move(*here));
}

// A row that the table's own rules refuse is one failed write; anything else is trouble for the whole batch.
WriteOutcome SqliteRows::run(SQLite::Statement& statement) {
  const int code = statement.tryExecuteStep();
  const bool in_transaction = sqlite3_get_autocommit(database_.getHandle()) == 0;
  const bool against_rules = (code & 0xff) == SQLITE_CONSTRAINT && in_transaction;
  if (code != SQLITE_DONE && !against_rules) throw SQLite::Exception(database_.getHandle(), code);
  const std::string told = against_rules ? database_.getErrorMsg() : "";
  statement.tryReset();
  if (!against_rules) return {WriteFate::done, {}};
  return {WriteFate::failed, refused("refuses the item: " + told)};
}

WriteOutcome SqliteRows::insert(const ItemWrite& write) {
  auto& statement = prepared(insert_, fmt::format("INSERT INTO {0}(key, item) SELECT ?1, ?2 WHERE NOT EXISTS "
                                                  "(SELECT 1 FROM {0} WHERE key = ?1 COLLATE BINARY)",
                                                  identifier_));
  statement.bindNoCopy(1, write.key);
  statement.bindNoCopy(2, write.body);
  auto outcome = run(statement);
  const bool taken = outcome.fate == WriteFate::done && database_.getChanges() == 0;
  return taken ? conflict("there is an item of this key already") : outcome;
}

WriteOutcome SqliteRows::update(const ItemWrite& write, std::string item) {
  for (const FieldWrite& field : write.fields) {
    auto edited = with_member(item, field.path, field.after);
    if (!edited) return not_written(edited.error());
    item = std::move(*edited);
  }
  auto& statement = prepared(update_, "UPDATE " + identifier_ + " SET item = ?2 WHERE key = ?1 COLLATE BINARY");
  statement.bindNoCopy(1, write.key);
  statement.bindNoCopy(2, item);
  return run(statement);
}

WriteOutcome SqliteRows::remove(const ItemWrite& write) {
  auto& statement = prepared(remove_, "DELETE FROM " + identifier_ + " WHERE key = ?1 COLLATE BINARY");
  statement.bindNoCopy(1, write.key);
  return run(statement);
}

}  // namespace jada
