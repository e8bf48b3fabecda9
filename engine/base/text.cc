#include "engine/base/text.h"

#include <algorithm>
#include <cstdio>

#include "engine/base/utf8.h"

namespace jada {
namespace {

// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours each cost one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + cost});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

// How many bytes at the front of `rest` are a C1 control (U+0080 … U+009F, among them CSI) or a bidirectional override
// or isolate (U+202A … U+202E, U+2066 … U+2069): what can drive a terminal or turn a line round without being ASCII.
std::size_t hidden_control(std::string_view rest) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  if (rest.size() >= 2 && byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) <= 0x9f) return 2;
  if (rest.size() < 3 || byte(0) != 0xe2) return 0;
  const bool embedding = byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae;
  const bool isolate = byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9;
  return embedding || isolate ? 3 : 0;
}

void escape(std::string_view bytes, std::string& text) {
  for (const char c : bytes) {
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned char>(c));
    text += escaped;
  }
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates) {
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  std::optional<std::string> best;
  std::size_t best_distance = allowed + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t apart = distance(word, candidate);
    if (apart < best_distance) {
      best_distance = apart;
      best = std::string(candidate);
    }
  }
  return best;
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

std::string join(std::span<const std::string> parts, std::string_view between) {
  std::string joined;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) joined += between;
    joined += parts[i];
  }
  return joined;
}

std::string counted(std::size_t count, std::string_view noun) {
  std::string text = std::to_string(count) + " " + std::string(noun);
  if (count == 1) return text;
  const bool consonant_y = noun.size() > 1 && noun.back() == 'y' &&
                           std::string_view("aeiou").find(noun[noun.size() - 2]) == std::string_view::npos;
  if (!consonant_y) return text + "s";
  text.pop_back();
  return text + "ies";
}

std::string shortened(std::string_view utf8, std::size_t most) {
  if (utf8.size() <= most) return std::string(utf8);
  while (most > 0 && is_continuation(utf8[most])) --most;
  return std::string(utf8.substr(0, most)) + "…";
}

std::size_t width(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return !is_continuation(c); }));
}

std::string printable(std::string_view utf8) {
  std::string text;
  text.reserve(utf8.size());
  while (!utf8.empty()) {
    const char c = utf8.front();
    const auto byte = static_cast<unsigned char>(c);
    std::size_t taken = 1;
    if (const std::size_t hidden = byte < 0x80 ? 0 : hidden_control(utf8); hidden != 0) {
      escape(utf8.substr(0, hidden), text);
      taken = hidden;
    } else if (byte >= 0x20 && byte != 0x7f) {
      text.push_back(c);
    } else if (c == '\n' || c == '\t' || c == '\r') {
      text += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
    } else {
      escape(utf8.substr(0, 1), text);
    }
    utf8.remove_prefix(taken);
  }
  return text;
}

std::string clean(std::string_view bytes) {
  const bool is_plain = std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
  return is_plain ? std::string(bytes) : printable(as_utf8(bytes));
}

}  // namespace jada
