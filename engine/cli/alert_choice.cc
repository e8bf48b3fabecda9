#include "engine/cli/alert_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"

namespace jada {
namespace {

bool is_over(const AlertRecord& alert) { return alert.state == "resolved"; }

template <class Wanted>
std::vector<AlertRecord> those(const std::vector<AlertRecord>& book, Wanted wanted) {
  std::vector<AlertRecord> found;
  std::copy_if(book.begin(), book.end(), std::back_inserter(found), wanted);
  return found;
}

Error unknown(const std::vector<AlertRecord>& book, const std::string& word) {
  std::vector<std::string_view> names;
  for (const AlertRecord& alert : book) names.insert(names.end(), {alert.id, alert.subject, alert.rule});
  std::string message = fmt::format("no alert `{}` is in the book", printable(word));
  if (const auto meant = nearest(word, names)) message += fmt::format(": did you mean `{}`?", *meant);
  return {Code::invalid, message + "\n`jada-reconcile alert list` shows them"};
}

}  // namespace

Result<std::vector<AlertRecord>> choose(const std::vector<AlertRecord>& book, const std::string& word) {
  const auto of_address = those(book, [&](const AlertRecord& one) { return one.subject == word || one.rule == word; });
  if (!of_address.empty()) return those(of_address, [](const AlertRecord& one) { return !is_over(one); });
  auto of_id = those(book, [&](const AlertRecord& one) { return !word.empty() && one.id.starts_with(word); });
  if (of_id.empty()) return unknown(book, word);
  if (of_id.size() == 1) return of_id;
  std::vector<std::string> ids;
  for (const AlertRecord& one : of_id) ids.push_back(one.id);
  return Error{Code::invalid, fmt::format("several alerts begin with `{}`: {}", word, join(ids, " "))};
}

}  // namespace jada
