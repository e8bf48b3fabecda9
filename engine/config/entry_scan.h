// The plain entries of large files, read without the TOML parser: it takes ten times as long as they need.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/document.h"
#include "engine/config/line_map.h"

namespace jada {

/// What a scan took out of a text.
struct EntryScan {
  std::string rest{};                         ///< the lines that were not taken
  LineMap lines{};                            ///< where these stand in the text
  std::map<Address, ItemTexts> taken{};       ///< by block, keys distinct
  std::vector<std::uint32_t> header_lines{};  ///< lines of the text that begin a table and were not taken, ascending
};

/// Takes out every `[kind.name.entries.KEY]` whose lines are all blank, comments or `bare_key = VALUE` with a value
/// that JSON and TOML write alike; a block with anything else in it stays. None when the text holds nothing of the
/// kind, or anything that makes it uncertain what is at the top level.
std::optional<EntryScan> scan_entries(std::string_view text, std::uint32_t file);

/// Whether `root`, parsed from the rest, leaves no doubt that the whole text is valid TOML and means both together.
bool agrees(const EntryScan&, const Table& root);

/// Parses one file of the document: by scan where that is certain to give the same, else as TOML. None with a fault
/// when it is no TOML.
std::optional<Table> read_toml(Document&, std::uint32_t file);

}  // namespace jada
