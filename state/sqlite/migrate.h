// Bringing a state database to the schema this program knows, with a backup before anything is touched.
#pragma once

#include <span>
#include <string_view>

#include "state/sqlite/connection.h"

namespace jada::state {

struct Schema {
  std::span<const std::string_view> migrations;  ///< the first makes version 1 out of nothing
  std::string_view views;                        ///< drops and creates every view

  int version() const { return static_cast<int>(migrations.size()); }
};

/// Embedded by CMake from migrations/*.sql and views.sql.
Schema current_schema();

/// What a file is, read without writing to it.
enum class Standing : std::uint8_t {
  current,
  older,
  empty,  ///< no table yet
};

/// denied: somebody else's database, or a newer program's.
Result<Standing> examine(Connection& connection, const Schema& schema);

/// Makes an empty database ours, or migrates an older one after a backup beside it; all of it or nothing. Another
/// process doing the same at the same time is fine.
Result<Done> migrate(Connection& connection, const Schema& schema);

}  // namespace jada::state
