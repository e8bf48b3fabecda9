#include "state/refusal.h"
#include "state/sqlite/commit.h"

namespace jada::state {
namespace {

constexpr std::string_view kInsertSlot =
    "INSERT INTO _slot (revision, triggered, outcome, reason, detail, started_at, finished_at, exit_code, attempts,"
    " retry_at, duration, output_tail, runner, kind, name, slot_at)"
    " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

constexpr std::string_view kUpdateSlot =
    "UPDATE _slot SET revision = revision + 1, triggered = ?, outcome = ?, reason = ?, detail = ?, started_at = ?,"
    " finished_at = ?, exit_code = ?, attempts = ?, retry_at = ?, duration = ?, output_tail = ?, runner = ?"
    " WHERE kind = ? AND name = ? AND slot_at = ? AND revision = ? AND outcome = ''";

constexpr std::string_view kInsertAlert =
    "INSERT INTO _alert (revision, rule, subject, diagnosis, state, severity, summary, remedy, life, opened_at,"
    " fired_at, acked_at, resolved_at, occurrences, id) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING";

constexpr std::string_view kUpdateAlert =
    "UPDATE _alert SET revision = revision + 1, rule = ?, subject = ?, diagnosis = ?, state = ?, severity = ?,"
    " summary = ?, remedy = ?, life = ?, opened_at = ?, fired_at = ?, acked_at = ?, resolved_at = ?, occurrences = ?"
    " WHERE id = ? AND revision = ?";

constexpr std::string_view kInsertNotice =
    "INSERT INTO _notice (revision, alert_id, kind, name, transition, notice, status, attempts, created_at,"
    " next_attempt_at, sent_at, error, id) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

constexpr std::string_view kUpdateNotice =
    "UPDATE _notice SET revision = revision + 1, alert_id = ?, kind = ?, name = ?, transition = ?, notice = ?,"
    " status = ?, attempts = ?, created_at = ?, next_attempt_at = ?, sent_at = ?, error = ?"
    " WHERE id = ? AND revision = ?";

std::optional<std::int64_t> count(const std::optional<Duration>& duration) {
  return duration ? std::optional(std::int64_t{duration->count()}) : std::nullopt;
}

}  // namespace

Result<Done> Commit::put(const Slot& slot) {
  const Address& address = slot.address;
  const auto written = [&](std::string_view sql, const auto&... revision) {
    return connection_.run(sql, slot.trigger, slot.outcome, slot.reason, slot.detail, slot.started_at, slot.finished_at,
                           slot.exit_code, slot.attempts, slot.retry_at, count(slot.duration), slot.output_tail,
                           slot.runner, address.kind, address.name, slot.slot_at, revision...) == 1;
  };
  const bool done = slot.revision == 0 ? written(kInsertSlot) : written(kUpdateSlot, slot.revision);
  return done ? Result<Done>(Done{}) : stale_slot(slot);
}

Result<Done> Commit::put(const AlertRecord& alert) {
  const auto written = [&](std::string_view sql, const auto&... revision) {
    return connection_.run(sql, alert.rule, alert.subject, alert.diagnosis, alert.state, alert.severity, alert.summary,
                           alert.remedy, alert.life, alert.opened_at, alert.fired_at, alert.acked_at, alert.resolved_at,
                           alert.occurrences, alert.id, revision...) == 1;
  };
  const bool done = alert.revision == 0 ? written(kInsertAlert) : written(kUpdateAlert, alert.revision);
  return done ? Result<Done>(Done{}) : stale_entry("alert", alert.id);
}

Result<Done> Commit::put(const NoticeRecord& notice) {
  const auto written = [&](std::string_view sql, const auto&... revision) {
    return connection_.run(sql, notice.alert_id, notice.channel.kind, notice.channel.name, notice.transition,
                           notice.notice, notice.status, notice.attempts, notice.created_at, notice.next_attempt_at,
                           notice.sent_at, notice.error, notice.id, revision...) == 1;
  };
  const bool is_new = notice.revision == 0;  // one that is there already is left alone
  const bool done = is_new ? written(kInsertNotice) : written(kUpdateNotice, notice.revision);
  return done || is_new ? Result<Done>(Done{}) : stale_entry("notice", notice.id);
}

}  // namespace jada::state
