#include "engine/base/json.h"
#include "engine/cli/commands.h"
#include "engine/cli/table.h"
#include "state/sqlite/query.h"

namespace jada {
namespace {

Json to_json(const Cell& cell) {
  if (!cell.text) return Json();
  if (cell.type != CellType::number) return *cell.text;
  auto number = parse_json(*cell.text);
  return number ? std::move(*number) : Json(*cell.text);
}

std::string as_json(const Answer& answer) {
  Json rows = Json::array();
  for (const auto& row : answer.rows) {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[answer.columns[i]] = to_json(row[i]);
    rows.push_back(std::move(object));
  }
  return rows.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// RFC 4180; NULL is an empty field.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + "\"";
}

std::string as_csv(const Answer& answer) {
  std::string text;
  const auto add = [&](const std::string& field, bool first) { text += (first ? "" : ",") + csv_field(field); };
  for (std::size_t i = 0; i < answer.columns.size(); ++i) add(answer.columns[i], i == 0);
  text += "\r\n";
  for (const auto& row : answer.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) add(row[i].text.value_or(""), i == 0);
    text += "\r\n";
  }
  return text;
}

std::string as_table(const Answer& answer) {
  std::vector<std::vector<std::string>> rows{answer.columns};
  for (const auto& row : answer.rows) {
    auto& line = rows.emplace_back();
    for (const Cell& cell : row) line.push_back(cell.text.value_or("NULL"));
  }
  return aligned(rows);
}

}  // namespace

int run_sql(const Options& options, Wire& wire) {
  if (options.words.size() != 1)
    return report_error("sql needs one QUERY, in quotes: jada-reconcile sql 'SELECT * FROM drift'", Exit::usage);
  const auto answer = query(wire.state_path(), options.words.front());
  if (!answer) return failed(answer.error());
  if (options.json) return print(as_json(*answer));
  return print(options.csv ? as_csv(*answer) : as_table(*answer));
}

}  // namespace jada
