#include "resources/alert/by_hand.h"

#include <fmt/format.h>

#include "resources/alert/telling.h"

namespace jada {
namespace {

Error not_so(const AlertRecord& alert, std::string_view what) {
  return {Code::invalid, fmt::format("{} {}: {}", alert.id, alert.subject, what)};
}

std::string sentence(std::string_view what, const Hand& hand) {
  return fmt::format("{} by {}{}{}", what, hand.who, hand.why.empty() ? "" : ": ", hand.why);
}

Batch written(const Entry& entry, const char* type, const std::string& message, const Hand& hand) {
  Batch batch;
  batch.alerts.push_back(to_record(entry));
  batch.events.push_back({.at = hand.now,
                          .address = entry.record.subject,
                          .type = type,
                          .message = fmt::format("{} {}: {}", entry.record.rule, entry.record.id, message)});
  return batch;
}

}  // namespace

Result<Batch> acknowledge(const AlertRecord& alert, const Hand& hand) {
  Entry entry = read_entry(alert);
  if (entry.episode.state == AlertState::acked) return Batch{};
  if (!is_open(entry.episode.state)) return not_so(alert, "it does not fire");
  entry.episode = acknowledged(std::move(entry.episode), hand.now);
  return written(entry, "alert.acked", sentence("acknowledged", hand), hand);
}

Result<Batch> silence(const AlertRecord& alert, Time until, const Hand& hand) {
  Entry entry = read_entry(alert);
  if (!is_open(entry.episode.state)) return not_so(alert, "it does not fire");
  entry.episode = silenced(std::move(entry.episode), until);
  return written(entry, "alert.silenced", sentence("silenced until " + to_string(until), hand), hand);
}

Result<Batch> close(const AlertRecord& alert, const Hand& hand) {
  Entry entry = read_entry(alert);
  if (entry.episode.state == AlertState::resolved) return not_so(alert, "it is over already");
  entry.episode = closed(std::move(entry.episode), hand.now);
  const std::string how = sentence("resolved", hand);
  Batch batch = written(entry, "alert.resolved", how, hand);
  const auto lines = lines_of(entry, {.why = how}, hand.now);
  for (const Address& channel : entry.told)
    batch.notices.push_back(notice_to(channel, Transition::resolved, entry, lines, hand.now));
  return batch;
}

}  // namespace jada
