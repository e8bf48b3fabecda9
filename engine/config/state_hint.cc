#include "engine/config/state_hint.h"

namespace jada {
namespace {

std::string_view trimmed(std::string_view line) {
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// `state = "…"`, the string without escapes.
std::optional<std::string> read_state(std::string_view line) {
  if (!line.starts_with("state")) return std::nullopt;
  line = trimmed(line.substr(5));
  if (!line.starts_with('=')) return std::nullopt;
  line = trimmed(line.substr(1));
  if (line.size() < 2 || (line.front() != '"' && line.front() != '\'')) return std::nullopt;
  const auto end = line.find(line.front(), 1);
  if (end == std::string_view::npos) return std::nullopt;
  const auto text = line.substr(1, end - 1);
  if (text.find('\\') != std::string_view::npos) return std::nullopt;
  return std::string(text);
}

}  // namespace

std::optional<std::string> glance_at_state(std::string_view toml) {
  bool in_controller = false;
  while (!toml.empty()) {
    const auto end = toml.find('\n');
    const auto line = trimmed(toml.substr(0, end));
    toml.remove_prefix(end == std::string_view::npos ? toml.size() : end + 1);
    if (line.starts_with('[')) {
      if (in_controller) return std::nullopt;
      in_controller = line.starts_with("[controller]");
    } else if (in_controller) {
      if (auto state = read_state(line)) return state;
    }
  }
  return std::nullopt;
}

}  // namespace jada
