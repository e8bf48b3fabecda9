// One read-only SQL question to the state, for the verb `sql` and for rules written in SQL.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace jada {

/// How a value is to be spelled in JSON. A blob's text is its bytes in hexadecimal.
enum class CellType : std::uint8_t { null, number, text, blob };

struct Cell {
  std::optional<std::string> text{};  ///< none: NULL
  CellType type = CellType::null;
};

struct Answer {
  std::vector<std::string> columns{};
  std::vector<std::vector<Cell>> rows{};
};

/// Nothing is ever written, and no other file is reached. invalid: the text is not one reading statement, or fails as
/// such (with SQLite's message); unavailable: longer than `limit`; else as open_store.
Result<Answer> query(const std::string& path, const std::string& sql,
                     std::optional<std::chrono::milliseconds> limit = std::nullopt);

}  // namespace jada
