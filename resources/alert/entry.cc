#include "resources/alert/entry.h"

#include <tuple>

#include "engine/base/digest.h"
#include "engine/base/json_lenient.h"
#include "engine/base/json_or_null.h"

namespace jada {
namespace {

std::set<Address> addresses_in(const Json& object, const char* name) {
  std::set<Address> addresses;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return addresses;
  for (const Json& one : *found) {
    const auto address = parse_address(one.is_string() ? one.get<std::string>() : "");
    if (address) addresses.insert(*address);
  }
  return addresses;
}

std::string life_of(const Entry& entry) {
  const Episode& episode = entry.episode;
  Json told = Json::array();
  for (const Address& channel : entry.told) told.push_back(to_string(channel));
  return canonical(Json{{"silenced_until", or_null(episode.silenced_until)},
                        {"told_at", or_null(episode.told_at)},
                        {"was_removed", episode.was_removed},
                        {"was_escalated", episode.was_escalated},
                        {"changes", episode.changes},
                        {"is_flapping", episode.is_flapping},
                        {"told", std::move(told)},
                        {"node", entry.node}});
}

}  // namespace

AlertState state_of(const AlertRecord& record) {
  for (const AlertState state : {AlertState::pending, AlertState::firing, AlertState::acked, AlertState::silenced}) {
    if (word(state) == record.state) return state;
  }
  return AlertState::resolved;
}

bool is_open(AlertState state) { return state != AlertState::resolved && state != AlertState::pending; }

std::string alert_id(std::string_view rule, std::string_view subject, std::string_view diagnosis) {
  std::string text(rule);
  text.append("\n").append(subject).append("\n").append(diagnosis);
  return sha256_hex(text).substr(0, 12);
}

Entry read_entry(AlertRecord record) {
  const auto read = parse_json(record.life);
  const Json life = read && read->is_object() ? *read : Json::object();
  Entry entry{.episode = {.state = state_of(record),
                          .opened_at = record.opened_at,
                          .fired_at = record.fired_at,
                          .acked_at = record.acked_at,
                          .silenced_until = time_in(life, "silenced_until"),
                          .resolved_at = record.resolved_at,
                          .was_removed = is_true(life, "was_removed"),
                          .told_at = time_in(life, "told_at"),
                          .was_escalated = is_true(life, "was_escalated"),
                          .occurrences = record.occurrences,
                          .changes = static_cast<std::uint32_t>(number_in(life, "changes")),
                          .is_flapping = is_true(life, "is_flapping")},
              .told = addresses_in(life, "told"),
              .node = text_in(life, "node")};
  // What fires without a time would be asked for one.
  if (is_open(entry.episode.state) && !entry.episode.fired_at) entry.episode.fired_at = record.opened_at;
  entry.record = std::move(record);
  return entry;
}

AlertRecord to_record(const Entry& entry) {
  AlertRecord record = entry.record;
  record.state = word(entry.episode.state);
  record.opened_at = entry.episode.opened_at;
  record.fired_at = entry.episode.fired_at;
  record.acked_at = entry.episode.acked_at;
  record.resolved_at = entry.episode.resolved_at;
  record.occurrences = entry.episode.occurrences;
  record.life = life_of(entry);
  return record;
}

bool is_same(const AlertRecord& a, const AlertRecord& b) {
  const auto all = [](const AlertRecord& one) {
    return std::tie(one.id, one.rule, one.subject, one.diagnosis, one.state, one.severity, one.summary, one.remedy,
                    one.life, one.opened_at, one.fired_at, one.acked_at, one.resolved_at, one.occurrences);
  };
  return all(a) == all(b);
}

}  // namespace jada
