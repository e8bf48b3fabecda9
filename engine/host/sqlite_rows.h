// The statements over one table of items, run inside a transaction that somebody else opened.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/ports/items.h"

namespace jada {

/// Throws SQLite::Exception for whatever concerns more than the row at hand. `database` must outlive it.
class SqliteRows {
 public:
  SqliteRows(SQLite::Database& database, std::string table);

  bool exist();
  void make_table();

  /// None: no such row. A NULL item reads as an empty text.
  std::optional<std::string> item(const std::string& key);

  /// Ascending by key; a row without a key is passed over.
  Result<Done> visit(const std::function<void(std::string_view key, std::string_view item)>& visitor);

  /// Checks the condition and writes, both within the open transaction.
  WriteOutcome carry_out(const ItemWrite&);

 private:
  WriteOutcome insert(const ItemWrite&);
  WriteOutcome update(const ItemWrite&, std::string item);
  WriteOutcome remove(const ItemWrite&);
  WriteOutcome run(SQLite::Statement&);
  SQLite::Statement& prepared(std::optional<SQLite::Statement>& slot, const std::string& sql);
  std::optional<Error> fault_of_key(std::string_view key, bool is_text,
                                    const std::optional<std::string>& previous) const;
  Error refused(std::string_view why) const;

  SQLite::Database& database_;
  std::string table_;
  std::string identifier_;
  std::optional<SQLite::Statement> select_{};
  std::optional<SQLite::Statement> insert_{};
  std::optional<SQLite::Statement> update_{};
  std::optional<SQLite::Statement> remove_{};
};

}  // namespace jada
