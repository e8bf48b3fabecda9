// Single lines of the plain part of TOML: headers of entries and `key = value`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jada {

/// `[kind.name.entries.KEY]` from column 1; KEY bare or in quotes without escapes. Views are into the line.
struct EntryHeader {
  std::string_view kind;
  std::string_view name;
  std::string_view key;
};
std::optional<EntryHeader> entry_header(std::string_view line);

/// `bare_key = VALUE`.
struct EntryPair {
  std::string_view name;
  std::string_view value;  ///< as it stands, where that is its canonical JSON text
  std::string spelled{};   ///< else its canonical JSON text
};
std::optional<EntryPair> entry_pair(std::string_view line);

/// Blanks, and perhaps a comment without control characters.
bool says_nothing(std::string_view line);

/// How far brackets and braces of a line open (or, negative, close), strings and comments aside. None when a string
/// does not end on the line, or might span several.
std::optional<int> opened_by(std::string_view line);

}  // namespace jada
