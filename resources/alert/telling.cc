#include "resources/alert/telling.h"

#include <fmt/format.h>

#include "engine/base/text.h"
#include "resources/apis/notice_json.h"

namespace jada {
namespace {

std::string harm_text(const Alert::Harm& harm) {
  std::vector<std::string> parts;
  if (harm.blocked > 0) parts.push_back(counted(harm.blocked, "slot") + " blocked");
  if (harm.missed > 0) parts.push_back(counted(harm.missed, "slot") + " missed");
  return parts.empty() ? "" : " (" + join(parts, ", ") + ")";
}

std::string dependants_text(const Background& background) {
  std::vector<std::string> names;
  for (const std::string& address : background.dependants) {
    std::string name = address;
    for (const Alert::Harm& harm : background.harm) {
      if (harm.address == address) name += harm_text(harm);
    }
    names.push_back(std::move(name));
  }
  return names.empty() ? "" : fmt::format("depends on it: {}", fmt::join(names, ", "));
}

std::string own_harm(const Entry& entry, const Background& background) {
  for (const Alert::Harm& harm : background.harm) {
    if (harm.address == entry.record.subject) return "meanwhile: " + entry.record.subject + harm_text(harm);
  }
  return "";
}

std::string time_line(const Episode& episode, Time now) {
  if (episode.state == AlertState::resolved && episode.resolved_at) {
    return fmt::format("began {}, ended {}: {}", to_string(episode.opened_at), to_string(*episode.resolved_at),
                       about(*episode.resolved_at - episode.opened_at));
  }
  return fmt::format("since {} ({})", to_string(episode.opened_at), about(now - episode.opened_at));
}

std::string_view level(Transition transition, const std::string& severity, bool is_heard) {
  const bool is_good = transition == Transition::resolved || transition == Transition::settled;
  if (is_good) return "info";
  if (!is_heard || severity == "error" || severity == "critical") return "error";
  return severity == "warning" ? "warning" : "info";
}

}  // namespace

std::vector<std::string> lines_of(const Entry& entry, const Background& background, Time now) {
  const bool is_over = entry.episode.state == AlertState::resolved;
  std::vector<std::string> lines{time_line(entry.episode, now), background.why, dependants_text(background),
                                 own_harm(entry, background),
                                 is_over || entry.record.remedy.empty() ? "" : "next: " + entry.record.remedy};
  std::erase(lines, "");
  return lines;
}

NoticeRecord notice_to(const Address& channel, Transition transition, const Entry& entry,
                       std::vector<std::string> lines, Time now) {
  const AlertRecord& record = entry.record;
  const Notice notice{.transition = transition_of(word(transition)).value_or(Notice::Transition::fired),
                      .severity = severity_of(record.severity).value_or(Notice::Severity::error),
                      .title = record.summary,
                      .body = std::move(lines),
                      .subject = record.subject,
                      .rule = record.rule,
                      .instance = entry.node,
                      .fingerprint = record.id,
                      .opened_at = entry.episode.opened_at,
                      .fired_at = entry.episode.fired_at.value_or(entry.episode.opened_at),
                      .resolved_at = entry.episode.resolved_at};
  const auto begun = std::chrono::floor<std::chrono::seconds>(entry.episode.opened_at).time_since_epoch();
  return {.id = fmt::format("{}-{:x}.{}-{}", record.id, begun.count(), record.revision + 1, channel.name),
          .alert_id = record.id,
          .channel = channel,
          .transition = std::string(word(transition)),
          .notice = to_json(notice),
          .created_at = now};
}

Event event_of(Transition transition, const Entry& entry, const std::string& why, bool is_heard, Time now) {
  std::string message = fmt::format("{} {}: {}", entry.record.rule, entry.record.id, entry.record.summary);
  const bool is_over = entry.episode.state == AlertState::resolved;
  if (is_over && !why.empty()) message += ": " + why;
  if (!is_over && !is_heard) message += "; no channel is declared to tell of it";
  return {.at = now,
          .address = entry.record.subject,
          .type = fmt::format("alert.{}", word(transition)),
          .level = std::string(level(transition, entry.record.severity, is_heard)),
          .message = std::move(message)};
}

}  // namespace jada
