#include "engine/config/entry_lines.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "engine/base/json.h"
#include "engine/config/byte_runs.h"

namespace jada {
namespace {

enum Trait : std::uint8_t { kBare = 1, kInComment = 2, kDigit = 4 };

constexpr std::array<std::uint8_t, 256> kTraits = [] {
  std::array<std::uint8_t, 256> traits{};
  for (unsigned c = 0x20; c < 256; ++c) {
    if (c == 0x7F) continue;
    traits[c] |= kInComment;
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
  const std::size_t inside = plain_run(text.substr(1));
  const bool closed = text.substr(1 + inside).starts_with('"');
  return closed ? text.substr(0, inside + 2) : std::string_view();
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

// Blanks, a comment, and the end of the line or of the text.
bool take_end(std::string_view& text) {
  skip_blanks(text);
  if (text.starts_with('#')) take(text, kInComment);
  return text.empty() || skip(text, "\n") || skip(text, "\r\n");
}

// `name = `
bool take_beginning(std::string_view& text, EntryPair& pair) {
  const std::string_view before = text;
  skip_blanks(text);
  pair.name = take(text, kBare);
  skip_blanks(text);
  if (pair.name.empty() || !skip(text, "=")) return false;
  skip_blanks(text);
  pair.beginning = before.substr(0, before.size() - text.size());
  return true;
}

}  // namespace

std::optional<EntryHeader> take_header(std::string_view& text) {
  EntryHeader header;
  std::string_view rest = text;
  if (!skip(rest, "[")) return std::nullopt;
  header.kind = take(rest, kBare);
  if (!skip(rest, ".")) return std::nullopt;
  header.name = take(rest, kBare);
  if (!skip(rest, ".entries.")) return std::nullopt;
  if (const auto string = plain_string(rest); !string.empty()) {
    header.key = string.substr(1, string.size() - 2);
    rest.remove_prefix(string.size());
  } else {
    header.key = take(rest, kBare);
  }
  const bool whole = !header.kind.empty() && !header.name.empty() && !header.key.empty();
  if (!whole || !skip(rest, "]") || !take_end(rest)) return std::nullopt;
  text = rest;
  return header;
}

std::optional<EntryPair> take_pair(std::string_view& text, const EntryPair* likely) {
  EntryPair pair;
  std::string_view rest = text;
  if (likely != nullptr && skip(rest, likely->beginning)) {
    pair.beginning = likely->beginning;
    pair.name = likely->name;
    skip_blanks(rest);
  } else if (!take_beginning(rest, pair)) {
    return std::nullopt;
  }
  if (!take_value(rest, pair) || !take_end(rest)) return std::nullopt;
  text = rest;
  return pair;
}

bool take_silence(std::string_view& text) {
  std::string_view rest = text;
  if (!take_end(rest)) return false;
  text = rest;
  return true;
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
