#include <fmt/format.h>

#include <algorithm>

#include "engine/base/json_lenient.h"
#include "resources/alert/alert.h"
#include "resources/alert/entry.h"
#include "resources/alert/needs.h"
#include "resources/apis/notice_text.h"

namespace jada {
namespace {

using Observed = Alert::Observed;

constexpr Duration kQueryLimit = std::chrono::seconds{2};
constexpr std::size_t kMostRows = 1000;
constexpr std::size_t kMostSlots = 1000;
constexpr std::size_t kMostOfSubject = 200;

bool is_rule(const Subject& subject) { return subject.address.kind == Alert::name; }

// Alerts of a rule that is gone would stay open for ever: the first of the rules that stand ends them.
bool is_heir(const Alert::Spec& spec, const std::vector<Subject>& subjects) {
  const auto first = std::find_if(subjects.begin(), subjects.end(), is_rule);
  return first != subjects.end() && first->address == spec.address;
}

bool stands(const std::string& rule, const std::vector<Subject>& subjects) {
  return std::any_of(subjects.begin(), subjects.end(),
                     [&](const Subject& one) { return is_rule(one) && to_string(one.address) == rule; });
}

// Of a book that holds the alerts of all rules. What a rule that is declared anew left open is its heir's in this look,
// so that nobody else may write it.
void sort_out(const Alert::Spec& spec, std::vector<AlertRecord> all, Observed& seen) {
  const std::string mine = to_string(spec.address);
  const bool inherits = is_heir(spec, seen.subjects);
  const bool is_new = !stands(mine, seen.subjects);
  for (AlertRecord& record : all) {
    const AlertState state = state_of(record);
    const bool is_over = state == AlertState::resolved;
    if (record.rule == mine) {
      seen.is_held = seen.is_held || (is_new && !is_over);
      seen.book.push_back(std::move(record));
      continue;
    }
    if (is_open(state)) seen.told_by_others.insert(record.subject);
    if (inherits && !is_over && !stands(record.rule, seen.subjects)) seen.book.push_back(std::move(record));
  }
}

Result<Done> read_resources(Env& env, Observed& seen) {
  const auto records = env.state.list("");
  if (!records) return records.error();
  for (const Record& record : *records) {
    if (record.address.replica.empty()) seen.subjects.push_back(read_subject(record));
  }
  return Done{};
}

Result<std::size_t> count_slots(const Address& schedule, const std::string& outcome, Time since, Env& env) {
  const auto slots = env.state.slots(schedule, {.outcome = outcome, .limit = kMostSlots});
  if (!slots) return slots.error();
  return static_cast<std::size_t>(
      std::count_if(slots->begin(), slots->end(), [&](const Slot& slot) { return slot.slot_at >= since; }));
}

Result<Done> count_harm(const Needs& needs, const AlertRecord& alert, Env& env, Observed& seen) {
  std::vector<std::string> concerned = needs.dependants_of(alert.subject);
  concerned.push_back(alert.subject);
  for (const std::string& one : concerned) {
    if (!one.starts_with("sync.")) continue;
    const auto schedule = parse_address(one);
    if (!schedule) continue;
    const auto blocked = count_slots(*schedule, "blocked", alert.opened_at, env);
    if (!blocked) return blocked.error();
    const auto missed = count_slots(*schedule, "missed", alert.opened_at, env);
    if (!missed) return missed.error();
    if (*blocked + *missed > 0) seen.harm[alert.id].push_back({.address = one, .blocked = *blocked, .missed = *missed});
  }
  return Done{};
}

std::string cell_text(const std::optional<std::string>& cell) {
  return fitted(cell.value_or("NULL"), kMostOfSubject, plain_cost);
}

Alert::Row row_of(const std::vector<std::string>& columns, const std::vector<std::optional<std::string>>& cells,
                  std::size_t subject) {
  Alert::Row row{.subject = cell_text(cells[subject])};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != subject) row.texts.push_back(columns[i] + ": " + cell_text(cells[i]));
  }
  return row;
}

void ask(const Alert::Spec& spec, Env& env, Observed& seen) {
  seen.was_asked = true;
  const auto answer = env.state.rows(spec.sql, kQueryLimit, kMostRows);
  if (!answer) {
    seen.trouble = answer.error().message;
    return;
  }
  const auto named = std::find(answer->columns.begin(), answer->columns.end(), "subject");
  const auto subject = named == answer->columns.end() ? 0 : static_cast<std::size_t>(named - answer->columns.begin());
  for (const auto& cells : answer->rows) seen.rows.push_back(row_of(answer->columns, cells, subject));
}

}  // namespace

Result<Observed> Alert::observe(const Spec& spec, const Look& look, Env& env) {
  Observed seen{.node = env.node};
  if (look.prior) {
    seen.is_held = read_subject(*look.prior).is_suspended;
    seen.failures = look.prior->failures;
  }
  if (auto done = read_resources(env, seen); !done) return done.error();
  auto book = env.state.alerts("");
  if (!book) return book.error();
  sort_out(spec, std::move(*book), seen);
  const Needs needs(seen.subjects);
  for (const AlertRecord& alert : seen.book) {
    if (!is_open(state_of(alert))) continue;
    if (auto done = count_harm(needs, alert, env, seen); !done) return done.error();
  }
  const auto identity = env.state.identity();
  if (!identity) return identity.error();
  // Without a state there is nothing that could be asked.
  if (spec.when == When::sql && !identity->path.empty()) ask(spec, env, seen);
  return seen;
}

// What is to be written the loop writes with the look.
std::vector<Outcome> Alert::apply(const Spec&, Changes batch, Env&) {
  return std::vector<Outcome>(batch.size(), Outcome{.fate = WriteFate::done});
}

}  // namespace jada
