#include "engine/base/json_string.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

namespace jada {
namespace {

constexpr std::string_view kMarks = "\"\\/bfnrt";
constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

// `00e9`, cut off the front.
std::optional<std::uint32_t> take_unit(std::string_view& text) {
  std::uint32_t unit = 0;
  if (text.size() < 4) return std::nullopt;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + 4, unit, 16);
  if (fault != std::errc{} || end != text.data() + 4) return std::nullopt;
  text.remove_prefix(4);
  return unit;
}

// One code point, after the `\u` of its first half.
std::optional<std::uint32_t> take_code_point(std::string_view& text) {
  const auto first = take_unit(text);
  if (!first || *first < 0xd800 || *first > 0xdfff) return first;
  if (*first > 0xdbff || !text.starts_with("\\u")) return std::nullopt;
  text.remove_prefix(2);
  const auto second = take_unit(text);
  if (!second || *second < 0xdc00 || *second > 0xdfff) return std::nullopt;
  return 0x10000 + ((*first - 0xd800) << 10) + (*second - 0xdc00);
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  const auto tail = [&](int shift) { byte(0x80 | ((point >> shift) & 0x3f)); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xc0 | point >> 6);
  } else if (point < 0x10000) {
    byte(0xe0 | point >> 12);
    tail(6);
  } else {
    byte(0xf0 | point >> 18);
    tail(12);
    tail(6);
  }
  tail(0);
}

// What follows a backslash.
bool take_escape(std::string_view& text, std::string& out) {
  if (text.empty()) return false;
  const char mark = text.front();
  text.remove_prefix(1);
  if (mark == 'u') {
    const auto point = take_code_point(text);
    if (point) append_utf8(out, *point);
    return point.has_value();
  }
  const auto known = kMarks.find(mark);
  if (known == std::string_view::npos) return false;
  out += kMeanings[known];
  return true;
}

}  // namespace

std::string json_quoted(std::string_view text) {
  std::size_t size = 2;
  for (const char c : text) size += is_control(c) ? 6 : c == '"' || c == '\\' ? 2 : 1;
  std::string out;
  out.reserve(size);  // grown only once: what a string outgrows is freed unwiped
  out += '"';
  for (const char c : text) {
    const auto known = kMeanings.find(c);
    if (known != std::string_view::npos && c != '/') {
      out += '\\';
      out += kMarks[known];
    } else if (is_control(c)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out += '"';
}

std::optional<std::string> json_unquoted(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"' || is_control(c)) return std::nullopt;
    if (c != '\\') {
      out += c;
    } else if (!take_escape(text, out)) {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace jada
