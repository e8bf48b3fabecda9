// Files that hold the items of a resource as rows: .csv, .json and .toml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/config/item_rows.h"

namespace jada {

enum class SourceFormat { csv, json, toml };

/// By the ending of the path, capital or small.
std::optional<SourceFormat> source_format(std::string_view path);

/// The text of a source: a byte order mark is skipped, what is no UTF-8 is one fault.
struct SourceText {
  std::string_view text;
  std::uint32_t file = 0;  ///< goes into every Spot
  std::string key{};       ///< the attribute that names an item where the format has no other place for it
};

ItemRows source_rows(SourceFormat, SourceText);

/// The first row names the columns: `phone`, or with a type `level:integer` (:number :boolean :text). One column must
/// be the key. An empty cell is no attribute. RFC 4180: blanks belong to cells, a quote in a cell is doubled.
ItemRows csv_rows(const SourceText&);

/// A list of objects that each hold the key, or an object of objects by key. A null is no attribute.
ItemRows json_rows(const SourceText&);

/// Tables by key, or a list of tables `items` that each hold the key.
ItemRows toml_rows(const SourceText&);

}  // namespace jada
