#include "state/sqlite/failure.h"
#include "state/sqlite/query.h"
#include "state/sqlite/sqlite_view.h"

namespace jada::state {
namespace {

std::optional<Duration> duration_of(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(Duration{row.integer(column)});
}

std::optional<int> integer_of(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(static_cast<int>(row.integer(column)));
}

Slot slot_of(const Statement& row, const Address& schedule) {
  return {.address = schedule,
          .slot_at = row.time(0).value_or(Time{}),
          .revision = row.integer(1),
          .trigger = std::string(row.text(2)),
          .outcome = std::string(row.text(3)),
          .reason = std::string(row.text(4)),
          .detail = std::string(row.text(5)),
          .started_at = row.time(6),
          .finished_at = row.time(7),
          .exit_code = integer_of(row, 8),
          .attempts = static_cast<int>(row.integer(9)),
          .retry_at = row.time(10),
          .duration = duration_of(row, 11),
          .output_tail = std::string(row.text(12)),
          .runner = std::string(row.text(13))};
}

AlertRecord alert_of(const Statement& row) {
  return {.id = std::string(row.text(0)),
          .revision = row.integer(1),
          .rule = std::string(row.text(2)),
          .subject = std::string(row.text(3)),
          .diagnosis = std::string(row.text(4)),
          .state = std::string(row.text(5)),
          .severity = std::string(row.text(6)),
          .summary = std::string(row.text(7)),
          .remedy = std::string(row.text(8)),
          .life = std::string(row.text(9)),
          .opened_at = row.time(10).value_or(Time{}),
          .fired_at = row.time(11),
          .acked_at = row.time(12),
          .resolved_at = row.time(13),
          .occurrences = static_cast<int>(row.integer(14))};
}

NoticeRecord notice_of(const Statement& row) {
  return {.id = std::string(row.text(0)),
          .revision = row.integer(1),
          .alert_id = std::string(row.text(2)),
          .channel = {std::string(row.text(3)), std::string(row.text(4))},
          .transition = std::string(row.text(5)),
          .notice = std::string(row.text(6)),
          .status = std::string(row.text(7)),
          .attempts = static_cast<int>(row.integer(8)),
          .created_at = row.time(9).value_or(Time{}),
          .next_attempt_at = row.time(10),
          .sent_at = row.time(11),
          .error = std::string(row.text(12))};
}

constexpr std::string_view kSlots =
    "SELECT slot_at, revision, triggered, outcome, reason, detail, started_at, finished_at, exit_code, attempts,"
    " retry_at, duration, output_tail, runner FROM _slot WHERE kind = ?1 AND name = ?2"
    " AND slot_at <= coalesce(?3, slot_at) AND CASE WHEN ?4 THEN outcome = '' ELSE ?5 IN ('', outcome) END"
    " ORDER BY slot_at DESC LIMIT ?6";

constexpr std::string_view kWaiting =
    "SELECT * FROM _notice WHERE kind = ? AND name = ? AND status = 'waiting' ORDER BY created_at, id LIMIT ?";

}  // namespace

Result<std::vector<Slot>> SqliteView::slots(const Address& schedule, const SlotQuery& wanted) const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<Slot>> {
    auto rows = connection_->query(kSlots, schedule.kind, schedule.name, wanted.until, wanted.open_only ? 1 : 0,
                                   wanted.outcome, static_cast<std::int64_t>(wanted.limit));
    std::vector<Slot> newest;
    while (rows.next()) newest.push_back(slot_of(rows.row(), schedule));
    return newest;
  });
}

Result<std::vector<AlertRecord>> SqliteView::alerts(std::string_view rule) const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<AlertRecord>> {
    auto rows = rule.empty() ? connection_->query("SELECT * FROM _alert ORDER BY id")
                             : connection_->query("SELECT * FROM _alert WHERE rule = ? ORDER BY id", rule);
    std::vector<AlertRecord> found;
    while (rows.next()) found.push_back(alert_of(rows.row()));
    return found;
  });
}

Result<std::vector<NoticeRecord>> SqliteView::waiting_notices(const Address& channel, std::size_t limit) const {
  return guarded(connection_->path(), [&]() -> Result<std::vector<NoticeRecord>> {
    auto rows = connection_->query(kWaiting, channel.kind, channel.name, static_cast<std::int64_t>(limit));
    std::vector<NoticeRecord> found;
    while (rows.next()) found.push_back(notice_of(rows.row()));
    return found;
  });
}

Result<std::optional<NoticeRecord>> SqliteView::find_notice(const std::string& id) const {
  return guarded(connection_->path(), [&]() -> Result<std::optional<NoticeRecord>> {
    auto rows = connection_->query("SELECT * FROM _notice WHERE id = ?", id);
    if (!rows.next()) return std::optional<NoticeRecord>{};
    return std::optional(notice_of(rows.row()));
  });
}

// On a connection of its own, where an authorizer and a time limit hold.
Result<TextRows> SqliteView::rows(const std::string& sql, Duration limit, std::size_t most) const {
  auto answer = query(connection_->path(), sql, limit);
  if (!answer) return answer.error();
  if (answer->rows.size() > most)
    return Error{Code::unavailable, "sql: more than " + std::to_string(most) + " rows: add a LIMIT"};
  TextRows found{.columns = std::move(answer->columns)};
  for (auto& row : answer->rows) {
    auto& texts = found.rows.emplace_back();
    for (Cell& cell : row) texts.push_back(std::move(cell.text));
  }
  return found;
}

}  // namespace jada::state
