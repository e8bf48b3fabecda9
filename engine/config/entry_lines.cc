#include "engine/config/entry_lines.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "engine/base/json.h"

namespace jada {
namespace {

enum Trait : std::uint8_t { kBare = 1, kInString = 2, kInComment = 4, kDigit = 8 };

constexpr std::array<std::uint8_t, 256> kTraits = [] {
  std::array<std::uint8_t, 256> traits{};
  for (unsigned c = 0x20; c < 256; ++c) {
    if (c == 0x7F) continue;
    traits[c] |= kInComment;
    if (c != '"' && c != '\\') traits[c] |= kInString;
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (digit) traits[c] |= kDigit;
    if (digit || letter || c == '_' || c == '-') traits[c] |= kBare;
  }
  traits['\t'] |= kInComment;
  return traits;
}();

std::string_view run(std::string_view text, Trait trait) {
  std::size_t i = 0;
  while (i < text.size() && (kTraits[static_cast<unsigned char>(text[i])] & trait) != 0) ++i;
  return text.substr(0, i);
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

bool skip(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

// Empty when there is none.
std::string_view take(std::string_view& text, Trait trait) {
  const auto taken = run(text, trait);
  text.remove_prefix(taken.size());
  return taken;
}

// The string with its quotes; empty when it needs a real parser.
std::string_view plain_string(std::string_view text) {
  if (!text.starts_with('"')) return {};
  const auto inside = run(text.substr(1), kInString);
  const bool closed = text.substr(1 + inside.size()).starts_with('"');
  return closed ? text.substr(0, inside.size() + 2) : std::string_view();
}

bool is_plain_integer(std::string_view digits, bool negative) {
  constexpr std::size_t kAlwaysFits = 18;
  if (digits.empty() || digits.size() > kAlwaysFits) return false;
  return digits.front() != '0' || (digits.size() == 1 && !negative);
}

// Takes an integer, or a float with a point and no exponent, off the front of `text`.
bool take_number(std::string_view& text, EntryPair& pair) {
  const std::string_view before = text;
  const bool negative = skip(text, "-");
  const auto whole = take(text, kDigit);
  const bool pointed = skip(text, ".");
  const auto fraction = pointed ? take(text, kDigit) : std::string_view();
  const auto written = before.substr(0, before.size() - text.size());
  if (!is_plain_integer(whole, negative && !pointed)) return false;
  if (!pointed) {
    pair.value = written;
    return true;
  }
  double number = 0;
  const auto read = std::from_chars(written.data(), written.data() + written.size(), number);
  pair.spelled = canonical(Json(number));
  return !fraction.empty() && read.ec == std::errc();
}

bool take_value(std::string_view& text, EntryPair& pair) {
  if (const auto string = plain_string(text); !string.empty()) {
    pair.value = string;
    text.remove_prefix(string.size());
    return true;
  }
  for (const std::string_view word : {"true", "false"}) {
    if (!skip(text, word)) continue;
    pair.value = word;
    return true;
  }
  return take_number(text, pair);
}

}  // namespace

std::optional<EntryHeader> entry_header(std::string_view line) {
  EntryHeader header;
  if (!skip(line, "[")) return std::nullopt;
  header.kind = take(line, kBare);
  if (!skip(line, ".")) return std::nullopt;
  header.name = take(line, kBare);
  if (!skip(line, ".entries.")) return std::nullopt;
  if (const auto string = plain_string(line); !string.empty()) {
    header.key = string.substr(1, string.size() - 2);
    line.remove_prefix(string.size());
  } else {
    header.key = take(line, kBare);
  }
  const bool whole = !header.kind.empty() && !header.name.empty() && !header.key.empty();
  if (!whole || !skip(line, "]") || !says_nothing(line)) return std::nullopt;
  return header;
}

std::optional<EntryPair> entry_pair(std::string_view line) {
  EntryPair pair;
  skip_blanks(line);
  pair.name = take(line, kBare);
  skip_blanks(line);
  if (pair.name.empty() || !skip(line, "=")) return std::nullopt;
  skip_blanks(line);
  if (!take_value(line, pair) || !says_nothing(line)) return std::nullopt;
  return pair;
}

bool says_nothing(std::string_view line) {
  skip_blanks(line);
  return line.empty() || (line.front() == '#' && run(line, kInComment).size() == line.size());
}

std::optional<int> opened_by(std::string_view line) {
  if (line.find("\"\"\"") != line.npos || line.find("'''") != line.npos) return std::nullopt;
  int open = 0;
  for (std::size_t i = 0; i < line.size() && line[i] != '#'; ++i) {
    const char c = line[i];
    if (c == '[' || c == '{') ++open;
    if (c == ']' || c == '}') --open;
    if (c != '"' && c != '\'') continue;
    for (++i; i < line.size() && line[i] != c; ++i) {
      if (c == '"' && line[i] == '\\') ++i;
    }
    if (i >= line.size()) return std::nullopt;
  }
  return open;
}

}  // namespace jada
