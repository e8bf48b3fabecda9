#include "engine/cli/alert_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/json_or_null.h"
#include "engine/base/text.h"
#include "engine/cli/standing_view.h"
#include "engine/cli/table.h"
#include "engine/cli/token_output.h"
#include "resources/alert/entry.h"

namespace jada {
namespace {

constexpr std::size_t kMostOver = 20;

bool is_over(const AlertRecord& alert) { return state_of(alert) == AlertState::resolved; }

Time moved_at(const AlertRecord& alert) {
  return is_over(alert) ? alert.resolved_at.value_or(Time{}) : alert.opened_at;
}

std::vector<std::string> names_of(const std::set<Address>& channels) {
  std::vector<std::string> names;
  for (const Address& channel : channels) names.push_back(to_string(channel));
  return names;
}

std::string remedies(const std::vector<AlertRecord>& book, const Options& options) {
  std::string text;
  for (const AlertRecord& alert : book) {
    if (is_over(alert) || alert.remedy.empty()) continue;
    text += fmt::format("{}  next: {}\n", alert.id, printable(exact_commands(alert.remedy, options)));
  }
  return text.empty() ? "" : "\n" + text;
}

std::vector<std::string> row_of(const AlertRecord& alert, Time now) {
  const auto told = names_of(read_entry(alert).told);
  return {
      alert.id,     alert.state, alert.severity, ago(moved_at(alert), now), told.empty() ? "nobody" : join(told, " "),
      alert.summary};
}

int print_book(const Options& options, const std::vector<AlertRecord>& book, Time now) {
  const auto over = static_cast<std::size_t>(std::count_if(book.begin(), book.end(), is_over));
  if (over == book.size() && !options.quiet) print("No alert is open.\n");
  if (book.empty()) return 0;
  std::vector<std::vector<std::string>> rows{{"ID", "STATE", "SEVERITY", "SINCE", "TOLD", "SUMMARY"}};
  const std::size_t shown = book.size() - over + std::min(over, kMostOver);
  for (std::size_t i = 0; i < shown; ++i) rows.push_back(row_of(book[i], now));
  std::string text = aligned(rows, terminal_width());
  if (shown < book.size()) text += fmt::format("… and {} more that are over\n", book.size() - shown);
  return print(text + remedies(book, options));
}

}  // namespace

Json to_json(const AlertRecord& alert) {
  const Entry entry = read_entry(alert);
  return {{"id", alert.id},
          {"state", alert.state},
          {"severity", or_null(alert.severity)},
          {"rule", alert.rule},
          {"subject", alert.subject},
          {"diagnosis", or_null(alert.diagnosis)},
          {"summary", alert.summary},
          {"remedy", or_null(alert.remedy)},
          {"opened_at", to_string(alert.opened_at)},
          {"fired_at", or_null(alert.fired_at)},
          {"acked_at", or_null(alert.acked_at)},
          {"silenced_until", or_null(entry.episode.silenced_until)},
          {"resolved_at", or_null(alert.resolved_at)},
          {"occurrences", alert.occurrences},
          {"flapping", entry.episode.is_flapping},
          {"told", names_of(entry.told)}};
}

int list_alerts(const Options& options, std::vector<AlertRecord> book, Time now) {
  std::erase_if(book, [](const AlertRecord& alert) { return is_over(alert) && !alert.fired_at; });
  std::sort(book.begin(), book.end(), [](const AlertRecord& a, const AlertRecord& b) {
    return std::tuple(is_over(a), -moved_at(a).time_since_epoch(), a.id) <
           std::tuple(is_over(b), -moved_at(b).time_since_epoch(), b.id);
  });
  if (!options.json) return print_book(options, book, now);
  Json list = Json::array();
  for (const AlertRecord& alert : book) list.push_back(to_json(alert));
  return print_json(list);
}

}  // namespace jada
