#include "engine/config/include.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "engine/base/text.h"
#include "engine/config/expand.h"

namespace jada {
namespace {

namespace fs = std::filesystem;

int quoted_width(const Value& value) { return static_cast<int>(width(*value.text())) + 2; }

Result<std::string> expanded(const Document& document, const std::string& written) {
  return expand_path(written, fs::path(document.files[0].path).parent_path(), document.variable);
}

Result<Include> look(const Document& document, const std::string& written) {
  auto pattern = expanded(document, written);
  if (!pattern) return pattern.error();
  auto matched = document.reading->matching(*pattern);
  if (!matched) return matched.error();
  return Include{written, std::move(*pattern), std::move(*matched)};
}

// The index of every file that the pattern adds.
std::vector<std::uint32_t> read_matching(Document& document, const Value& written) {
  const auto include = look(document, *written.text());
  if (!include) {
    document.incomplete = true;
    document.fault(written.at, quoted_width(written), include.error().message);
    return {};
  }
  if (include->matched.empty() && include->pattern.find_first_of("*?[") == std::string::npos) {
    document.incomplete = true;
    document.fault(written.at, quoted_width(written), fmt::format("{}: no such file", *written.text()));
  }
  std::vector<std::uint32_t> read;
  for (const std::string& path : include->matched) {
    const auto before = document.files.size();
    const auto file = document.read_input(path, shown_path(document, path), written.at);
    if (file && *file == before) read.push_back(*file);
  }
  document.includes.push_back(*include);
  return read;
}

}  // namespace

std::string shown_path(const Document& document, const std::string& path) {
  const fs::path folder = fs::path(document.files[0].path).parent_path();
  const std::string relative = fs::path(path).lexically_relative(folder);
  return relative.empty() || relative.starts_with("..") ? path : relative;
}

std::vector<std::uint32_t> read_includes(Document& document, const Table& main) {
  const Value* include = find(main, "include");
  if (include == nullptr) return {};
  const Array* patterns = include->array();
  const auto is_text = [](const Value& value) { return value.text() != nullptr; };
  if (patterns == nullptr || !std::all_of(patterns->begin(), patterns->end(), is_text)) {
    document.fault(include->at, 1, "`include` must be an array of file patterns",
                   "write include = [\"conf.d/*.toml\"]");
    return {};
  }
  std::vector<std::uint32_t> files;
  for (const Value& pattern : *patterns) {
    const auto read = read_matching(document, pattern);
    files.insert(files.end(), read.begin(), read.end());
  }
  return files;
}

void refuse_include(Document& document, const Table& included) {
  const auto member =
      std::find_if(included.begin(), included.end(), [](const Member& m) { return m.key == "include"; });
  if (member == included.end()) return;
  document.fault(member->key_at, 7, "an included file may not include further files", "include it from the main file");
}

bool still_matches(const Document& document, const Include& include) {
  const auto pattern = expanded(document, include.written);
  if (!pattern || *pattern != include.pattern) return false;
  const auto matched = document.reading->matching(*pattern);
  return matched && *matched == include.matched;
}

}  // namespace jada
