// Lines of the plain part of TOML: headers of entries and `key = value`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jada {

/// `[kind.name.entries.KEY]` from column 1; KEY bare or in quotes without escapes.
struct EntryHeader {
  std::string_view kind;
  std::string_view name;
  std::string_view key;
};

/// `bare_key = VALUE`.
struct EntryPair {
  std::string_view beginning;  ///< all that is before the value
  std::string_view name;
  std::string_view value;  ///< as it stands, where that is its canonical JSON text
  std::string spelled{};   ///< else its canonical JSON text
};

/// These take one line with its end off the front of a text; views are into it. None, and nothing is taken, when the
/// line is something else or needs a real parser.
std::optional<EntryHeader> take_header(std::string_view& text);
/// `likely`: the pair that stood in this place of the entry before; one that begins like it is read faster.
std::optional<EntryPair> take_pair(std::string_view& text, const EntryPair* likely = nullptr);
/// Blanks, and perhaps a comment without control characters.
bool take_silence(std::string_view& text);

/// How far brackets and braces of a line open (or, negative, close), strings and comments aside. None when a string
/// does not end on the line, or might span several.
std::optional<int> opened_by(std::string_view line);

}  // namespace jada
