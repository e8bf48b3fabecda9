// One prepared SQL statement: arguments in by position, columns out as our types, without a copy on the way.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/base/digest.h"
#include "engine/base/time.h"

namespace jada::state {

/// An argument that is stored as a BLOB.
struct Bytes {
  std::string_view view;
};

/// Throws SQLite::Exception on every failure. Indices count from 0.
class Statement {
 public:
  enum class Use : std::uint8_t { once, often };

  Statement(sqlite3* database, std::string_view sql, Use use);

  /// Texts are borrowed: they must live until the statement has run.
  template <class... Args>
  void bind(const Args&... args) {
    int position = 0;
    (bind_at(++position, args), ...);
  }

  /// A row is there.
  bool step();
  void reset() noexcept;

  bool is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::string_view text(int column) const;  ///< or the bytes of a blob; until the next step
  std::optional<Digest> digest(int column) const;
  std::optional<Time> time(int column) const;

  /// For what has no name here.
  sqlite3_stmt* raw() const { return statement_.get(); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };

  void bind_at(int position, std::int64_t number);
  void bind_at(int position, int number) { bind_at(position, std::int64_t{number}); }
  void bind_at(int position, std::string_view text);
  void bind_at(int position, Bytes bytes);
  void bind_at(int position, Digest digest) { bind_at(position, static_cast<std::int64_t>(digest)); }
  void bind_at(int position, Time time) { bind_at(position, std::int64_t{time.time_since_epoch().count()}); }
  void bind_null(int position);
  template <class T>
  void bind_at(int position, const std::optional<T>& value) {
    value ? bind_at(position, *value) : bind_null(position);
  }

  void require(int code) const;

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A statement under way. Resets it when it goes, which ends the read it holds open.
class Rows {
 public:
  explicit Rows(Statement& statement) : statement_(&statement) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() { statement_->reset(); }

  bool next() { return statement_->step(); }
  const Statement& row() const { return *statement_; }
  const Statement* operator->() const { return statement_; }

 private:
  Statement* statement_;
};

}  // namespace jada::state
