#include "engine/config/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/base/json_or_null.h"
#include "engine/base/text.h"

namespace jada {
namespace {

const char* word(Diagnostic::Severity severity) {
  switch (severity) {
    case Diagnostic::Severity::error: return "error";
    case Diagnostic::Severity::warning: return "warning";
    case Diagnostic::Severity::note: return "note";
  }
  return "error";
}

// One code point for one, so that carets stay under what they point at: the control pictures of Unicode (U+2400…).
std::string visible(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    const bool c1 = byte == 0xC2 && i + 1 < line.size() && static_cast<unsigned char>(line[i + 1]) < 0xA0;
    if (byte == '\t') {
      text += ' ';
    } else if (byte < 0x20) {
      text += {'\xE2', '\x90', static_cast<char>(0x80 + byte)};
    } else if (byte == 0x7F) {
      text += "\u2421";
    } else if (c1) {
      text += "\uFFFD";
      ++i;
    } else {
      text += line[i];
    }
  }
  return text;
}

std::string carets(const Diagnostic& d) {
  const std::size_t wide = width(d.snippet);
  const std::size_t before = std::min(static_cast<std::size_t>(std::max(d.at.column, 1)) - 1, wide);
  const std::size_t room = std::max<std::size_t>(wide - before, 1);
  const std::size_t length = std::clamp<std::size_t>(static_cast<std::size_t>(std::max(d.length, 1)), 1, room);
  return std::string(before, ' ') + std::string(length, '^');
}

Json number_or_null(int number) { return number == 0 ? Json() : Json(number); }

Json place(const Position& at) {
  return {{"file", or_null(at.file)}, {"line", number_or_null(at.line)}, {"column", number_or_null(at.column)}};
}

auto order(const Diagnostic& d) { return std::tie(d.at.file, d.at.line, d.at.column, d.message, d.severity, d.hint); }

}  // namespace

std::string to_string(const Position& at) {
  if (at.line == 0) return at.file;
  return fmt::format("{}:{}:{}", at.file, at.line, at.column);
}

std::string to_text(const Diagnostic& d) {
  std::string text = fmt::format("{}: {}\n", word(d.severity), printable(d.message));
  const std::string gutter(std::to_string(d.at.line).size(), ' ');
  if (d.at.line != 0) text += fmt::format("{}--> {}\n", gutter, printable(to_string(d.at)));
  const bool shown = d.at.line != 0 && !d.snippet.empty();
  if (shown) {
    text += fmt::format("{} |\n{} | {}\n", gutter, d.at.line, visible(d.snippet));
    text += fmt::format("{} | {}{}{}\n", gutter, carets(d), d.hint.empty() ? "" : " ", printable(d.hint));
  } else if (!d.hint.empty()) {
    text += fmt::format("{} = {}\n", gutter, printable(d.hint));
  }
  for (const Position& other : d.also) text += fmt::format("{} = also at {}\n", gutter, printable(to_string(other)));
  return text;
}

Json to_json(const Diagnostic& d) {
  Json json = place(d.at);
  json["severity"] = word(d.severity);
  json["message"] = d.message;
  json["length"] = number_or_null(d.length);
  json["hint"] = or_null(d.hint);
  json["snippet"] = or_null(d.snippet);
  json["also"] = Json::array();
  for (const Position& other : d.also) json["also"].push_back(place(other));
  return json;
}

void tidy(std::vector<Diagnostic>& diagnostics) {
  std::sort(diagnostics.begin(), diagnostics.end(),
            [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  const auto same = [](const Diagnostic& a, const Diagnostic& b) { return order(a) == order(b) && a.also == b.also; };
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(), same), diagnostics.end());
}

}  // namespace jada
