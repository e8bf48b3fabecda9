#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <new>
#include <numeric>

#include "engine/base/text.h"
#include "engine/config/attributes.h"
#include "engine/config/guess.h"
#include "engine/config/places.h"
#include "engine/config/sources.h"

namespace jada {
namespace {

constexpr unsigned char kStrict = CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL;

struct Column {
  std::string name;
  std::string type;
  std::string json_name{};  // `"phone":`
};

// libcsv, fed line by line so that a row's place is known.
class CsvParser {
 public:
  CsvParser() {
    if (csv_init(&parser_, kStrict) != 0) throw std::bad_alloc();
    csv_set_space_func(&parser_, [](unsigned char) { return 0; });
  }
  ~CsvParser() { csv_free(&parser_); }
  CsvParser(const CsvParser&) = delete;
  CsvParser& operator=(const CsvParser&) = delete;

  struct Row {
    std::size_t begin = 0;
    std::vector<std::string> cells{};
  };

  /// Whole rows that end within these bytes, which go to the end of a line. False: no CSV at byte `stopped`.
  bool feed(std::string_view line, std::size_t offset) {
    if (!open_) row_begin_ = offset;
    open_ = true;
    const std::size_t read = csv_parse(&parser_, line.data(), line.size(), take_cell, take_row, this);
    stopped_ = offset + read;
    return read == line.size();
  }
  bool finish() { return csv_fini(&parser_, take_cell, take_row, this) == 0; }

  std::vector<Row> take() { return std::exchange(rows_, {}); }
  std::size_t stopped() const { return stopped_; }
  std::size_t row_begin() const { return row_begin_; }

 private:
  static void take_cell(void* cell, std::size_t size, void* self) {
    static_cast<CsvParser*>(self)->cells_.emplace_back(static_cast<const char*>(cell), size);
  }
  // Also called at the end of an empty line, which is no row.
  static void take_row(int, void* self) {
    auto& parser = *static_cast<CsvParser*>(self);
    parser.open_ = false;
    if (parser.cells_.empty()) return;
    parser.rows_.push_back({parser.row_begin_, std::exchange(parser.cells_, {})});
  }

  csv_parser parser_{};
  std::vector<std::string> cells_{};
  std::vector<Row> rows_{};
  std::size_t row_begin_ = 0;
  std::size_t stopped_ = 0;
  bool open_ = false;
};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Where a cell of the row begins: only asked for once something is wrong with it.
std::size_t cell_begin(std::string_view text, std::size_t row_begin, std::size_t cell) {
  bool inside = false;
  std::size_t i = row_begin;
  for (; cell > 0 && i < text.size(); ++i) {
    if (text[i] == '"') inside = !inside;
    if (text[i] == ',' && !inside) --cell;
  }
  return i;
}

// JSON text of a cell; nothing when it is not of the column's type.
std::optional<std::string> typed(const std::string& cell, const std::string& type) {
  const char* const end = cell.data() + cell.size();
  if (type == "integer") {
    std::int64_t number = 0;
    const auto read = std::from_chars(cell.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end ? std::optional(std::to_string(number)) : std::nullopt;
  }
  if (type == "number") {
    double number = 0;
    const auto read = std::from_chars(cell.data(), end, number);
    const bool whole = read.ec == std::errc{} && read.ptr == end && std::isfinite(number);
    return whole ? std::optional(canonical(Json(number))) : std::nullopt;
  }
  if (type == "boolean") {
    if (cell == "true" || cell == "TRUE") return "true";
    if (cell == "false" || cell == "FALSE") return "false";
    return std::nullopt;
  }
  return json_text(cell);
}

class CsvItems {
 public:
  explicit CsvItems(const SourceText& source) : source_(source), places_(source.text, source.file) {}

  ItemRows read() {
    CsvParser parser;
    for (std::size_t begin = 0; begin < source_.text.size();) {
      const std::size_t newline = source_.text.find('\n', begin);
      const std::size_t end = newline == std::string_view::npos ? source_.text.size() : newline + 1;
      const bool sound = parser.feed(source_.text.substr(begin, end - begin), begin);
      for (const auto& row : parser.take()) accept(row);
      if (failed_) return std::move(items_);
      if (!sound) {
        fault(parser.stopped(), "this is no CSV: a quote stands where none can",
              "put the cell in quotes, and double those inside");
        return std::move(items_);
      }
      begin = end;
    }
    if (!parser.finish()) fault(parser.row_begin(), "a cell of this row opens a quote that is never closed");
    for (const auto& row : parser.take()) accept(row);
    if (columns_.empty() && items_.faults.empty()) fault(0, "this file is empty: its first row must name the columns");
    return std::move(items_);
  }

 private:
  void fault(std::size_t byte, std::string message, std::string hint = {}) {
    items_.faults.push_back({.at = places_.at(byte), .message = std::move(message), .hint = std::move(hint)});
  }
  void refuse_header(std::size_t byte, std::string message, std::string hint = {}) {
    fault(byte, std::move(message), std::move(hint));
    failed_ = true;
  }

  void accept(const CsvParser::Row& row) {
    if (failed_) return;
    if (columns_.empty()) {
      read_header(row);
    } else {
      read_row(row);
    }
  }

  void read_header(const CsvParser::Row& row) {
    for (std::size_t i = 0; i < row.cells.size() && !failed_; ++i) read_column(row, i);
    if (failed_) return;
    const auto is_key = [&](const Column& column) { return column.name == source_.key; };
    const auto key = std::find_if(columns_.begin(), columns_.end(), is_key);
    if (key == columns_.end()) return refuse_missing_key(row);
    key_column_ = static_cast<std::size_t>(key - columns_.begin());
    order_.resize(columns_.size());
    std::iota(order_.begin(), order_.end(), 0);
    std::erase(order_, key_column_);
    std::sort(order_.begin(), order_.end(), [&](auto a, auto b) { return columns_[a].name < columns_[b].name; });
  }

  void read_column(const CsvParser::Row& row, std::size_t i) {
    static constexpr std::array<std::string_view, 4> kTypes{"integer", "number", "boolean", "text"};
    const std::size_t at = cell_begin(source_.text, row.begin, i);
    const std::string_view cell = trimmed(row.cells[i]);
    const auto colon = cell.rfind(':');
    const auto name = trimmed(cell.substr(0, colon));
    const auto type = colon == std::string_view::npos ? "text" : trimmed(cell.substr(colon + 1));
    if (name.empty()) return refuse_header(at, fmt::format("column {} has no name", i + 1));
    if (std::find(kTypes.begin(), kTypes.end(), type) == kTypes.end()) {
      const auto guess = likely(type, kTypes);
      return refuse_header(at, fmt::format("column {}: {} is no type", i + 1, in_quotes(type)),
                           guess ? did_you_mean(*guess) : "types: integer, number, boolean, text");
    }
    const auto same = [&](const Column& column) { return column.name == name; };
    if (std::any_of(columns_.begin(), columns_.end(), same)) {
      return refuse_header(at, fmt::format("two columns are named {}", in_quotes(name)));
    }
    columns_.push_back({std::string(name), std::string(type), json_text(name) + ":"});
  }

  void refuse_missing_key(const CsvParser::Row& row) {
    std::vector<std::string_view> names;
    for (const Column& column : columns_) names.push_back(column.name);
    const auto guess = likely(source_.key, names);
    refuse_header(row.begin,
                  fmt::format("no column `{}`, the key, among {}", source_.key,
                              printable(fmt::format("{}", fmt::join(names, ", ")))),
                  guess ? fmt::format("is it `{}`?", *guess) : "");
  }

  void read_row(const CsvParser::Row& row) {
    if (row.cells.size() != columns_.size()) {
      return fault(row.begin,
                   fmt::format("this row has {}, the header {}", counted(row.cells.size(), "cell"), columns_.size()));
    }
    std::string body = "{";
    for (const std::size_t i : order_) {
      const std::string& cell = row.cells[i];
      if (cell.empty()) continue;
      const auto value = typed(cell, columns_[i].type);
      if (!value) {
        return fault(cell_begin(source_.text, row.begin, i),
                     fmt::format("`{}` is {}, which is no {}", columns_[i].name, in_quotes(cell), columns_[i].type));
      }
      if (body.size() > 1) body += ',';
      body.append(columns_[i].json_name).append(*value);
    }
    body += '}';
    items_.rows.add({row.cells[key_column_], body, places_.at(row.begin)});
  }

  const SourceText& source_;
  Places places_;
  ItemRows items_{};
  std::vector<Column> columns_{};
  std::vector<std::size_t> order_{};  // of the attributes, ascending by name
  std::size_t key_column_ = 0;
  bool failed_ = false;
};

}  // namespace

ItemRows csv_rows(const SourceText& source) { return CsvItems(source).read(); }

}  // namespace jada
