// JSON Schema of desired.toml, from what the kinds' own parse functions describe.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/base/json.h"
#include "engine/config/reader.h"

namespace jada {

/// A top-level table and its keys (Reader::described). `controller` and `guard` are tables of keys; any other is a
/// kind, a table of named blocks.
using DescribedTable = std::pair<std::string, std::vector<KeyDoc>>;

/// Draft 2020-12 (json-schema.org), over desired.toml read as JSON: dates and times as their text.
Json toml_schema(const std::vector<DescribedTable>&);

}  // namespace jada
