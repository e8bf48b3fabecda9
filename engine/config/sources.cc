#include "engine/config/sources.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace jada {
namespace {

bool ends_with_word(std::string_view path, std::string_view ending) {
  if (path.size() <= ending.size()) return false;
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  return std::equal(ending.begin(), ending.end(), path.end() - static_cast<std::ptrdiff_t>(ending.size()),
                    [&](char wanted, char found) { return same(found, wanted); });
}

}  // namespace

std::optional<SourceFormat> source_format(std::string_view path) {
  if (ends_with_word(path, ".csv")) return SourceFormat::csv;
  if (ends_with_word(path, ".json")) return SourceFormat::json;
  if (ends_with_word(path, ".toml")) return SourceFormat::toml;
  return std::nullopt;
}

ItemRows source_rows(SourceFormat format, SourceText source) {
  source.text = without_mark(source.text);
  if (const std::size_t valid = valid_utf8(source.text); valid != source.text.size()) {
    const auto [line, column] = line_and_column(source.text, valid);
    return {
        .rows = {},
        .faults = {
            {.at = {source.file, line, column}, .message = "this is no UTF-8 text", .hint = "save the file as UTF-8"}}};
  }
  switch (format) {
    case SourceFormat::csv: return csv_rows(source);
    case SourceFormat::json: return json_rows(source);
    case SourceFormat::toml: return toml_rows(source);
  }
  return {};
}

}  // namespace jada
