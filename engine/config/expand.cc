#include "engine/config/expand.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace jada {
namespace {

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// What stands between the braces: `VAR` or `VAR:-default`.
Result<std::string> value_of(std::string_view inside, const Variables& variables) {
  const auto mark = inside.find(":-");
  const std::string name(inside.substr(0, mark));
  if (!is_variable_name(name)) return Error{Code::invalid, fmt::format("`${{{}}}` names no variable", inside)};
  const auto value = variables ? variables(name) : std::nullopt;
  if (mark == std::string_view::npos) {
    if (value) return *value;
    return Error{Code::invalid,
                 fmt::format("the variable `{0}` is not set: set it, or write `${{{0}:-default}}`", name)};
  }
  const auto fallback = inside.substr(mark + 2);
  if (fallback.find("${") != std::string_view::npos) {
    return Error{Code::invalid, fmt::format("the default of `{}` holds another `${{`: write plain text", name)};
  }
  return value && !value->empty() ? *value : std::string(fallback);
}

// `~` and `~/…`; somebody else's home folder is not ours to look up.
Result<std::string> with_home(std::string_view text, const Variables& variables) {
  if (!text.starts_with('~')) return expand(text, variables);
  const auto rest = text.substr(1);
  if (!rest.empty() && rest.front() != '/') {
    return Error{Code::invalid, fmt::format("`{}` is another person's home: write its whole path", text)};
  }
  const auto home = variables ? variables("HOME") : std::nullopt;
  if (!home || home->empty()) return Error{Code::invalid, "`~` needs the variable `HOME`, which is not set"};
  auto expanded = expand(rest, variables);
  if (!expanded) return expanded;
  return *home + *expanded;
}

}  // namespace

Result<std::string> expand(std::string_view text, const Variables& variables) {
  std::string expanded;
  while (true) {
    const auto open = text.find("${");
    expanded += text.substr(0, open);
    if (open == std::string_view::npos) return expanded;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) return Error{Code::invalid, "`${` is not closed by `}`"};
    auto value = value_of(text.substr(open + 2, close - open - 2), variables);
    if (!value) return value;
    expanded += *value;
    text.remove_prefix(close + 1);
  }
}

Result<std::string> expand_path(std::string_view text, const std::string& folder, const Variables& variables) {
  const auto expanded = with_home(text, variables);
  if (!expanded) return expanded;
  if (expanded->empty()) return Error{Code::invalid, "an empty path"};
  if (expanded->find('\0') != std::string::npos) return Error{Code::invalid, "a path cannot hold a zero byte"};
  std::string path = (std::filesystem::path(folder) / *expanded).lexically_normal().string();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace jada
