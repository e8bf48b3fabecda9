#include "state/sqlite/soundness.h"

#include "state/sqlite/failure.h"

namespace jada::state {
namespace {

// Every row that `faults` yields is one place where the sentence is not true.
struct Invariant {
  std::string_view sentence;
  std::string_view faults;
};

constexpr Invariant kInvariants[] = {
    {"the state has one identity", "SELECT count(*) || ' rows' FROM _meta HAVING count(*) <> 1"},
    {"a record's revision is not negative",
     "SELECT kind || '.' || name || '@' || replica FROM _resource WHERE revision < 0"},
    {"an item's revision counts from 1", "SELECT key FROM _item WHERE revision < 1"},
    {"an item's status is one of five", "SELECT key FROM _item WHERE status NOT BETWEEN 0 AND 4"},
    {"an item belongs to a replica", "SELECT key FROM _item WHERE replica_id NOT IN (SELECT id FROM _resource)"},
    {"a body belongs to a resource",
     "SELECT key FROM _body WHERE resource_id NOT IN (SELECT id FROM _resource WHERE replica = '')"},
    {"a drift row belongs to a replica",
     "SELECT item || ' .' || path FROM _drift WHERE replica_id NOT IN (SELECT id FROM _resource)"},
    {"what was applied to an item, or is in step, is kept as its body",
     "SELECT r.kind || '.' || r.name || '/' || i.key || '@' || r.replica FROM _item i"
     " JOIN _resource r ON r.id = i.replica_id"
     " LEFT JOIN _resource o ON o.kind = r.kind AND o.name = r.name AND o.replica = ''"
     " WHERE i.applied IS NOT NULL AND NOT EXISTS"
     " (SELECT 1 FROM _body b WHERE b.resource_id = o.id AND b.key = i.key AND b.digest = i.applied)"
     " OR i.status = 0 AND i.observed IS NOT NULL AND NOT EXISTS"
     " (SELECT 1 FROM _body b WHERE b.resource_id = o.id AND b.key = i.key AND b.digest = i.observed)"},
    {"events are numbered without a gap",
     "SELECT 'after ' || (seq - 1) FROM _event e WHERE seq > (SELECT min(seq) FROM _event) AND NOT EXISTS"
     " (SELECT 1 FROM _event b WHERE b.seq = e.seq - 1)"},
    {"a slot that has ended has one of six outcomes",
     "SELECT kind || '.' || name || ' ' || slot_at FROM _slot WHERE outcome NOT IN"
     " ('', 'ok', 'failed', 'timeout', 'skipped', 'missed', 'blocked')"},
    {"an alert's state is one of five",
     "SELECT id FROM _alert WHERE state NOT IN ('pending', 'firing', 'acked', 'silenced', 'resolved')"},
    {"what is told, and what an alert lives by, is JSON",
     "SELECT id FROM _notice WHERE NOT json_valid(notice) UNION ALL SELECT id FROM _alert WHERE NOT json_valid(life)"},
    {"a record's texts are JSON",
     "SELECT kind || '.' || name || '@' || replica FROM _resource WHERE applied <> '' AND NOT json_valid(applied)"
     " OR observed <> '' AND NOT json_valid(observed) OR standing <> '' AND NOT json_valid(standing)"},
    {"a body is JSON", "SELECT key FROM _body WHERE NOT json_valid(text)"},
    {"the items of a change are a JSON array",
     "SELECT run_id FROM _change WHERE CASE WHEN json_valid(items) THEN json_type(items) <> 'array' ELSE 1 END"},
};

void look_for(Connection& connection, const Invariant& invariant, std::vector<std::string>& broken) {
  Statement faults = connection.prepare(invariant.faults);
  for (int found = 0; found < 10 && faults.step(); ++found) {
    broken.push_back("not true that " + std::string(invariant.sentence) + ": " + std::string(faults.text(0)));
  }
}

std::vector<std::string> damage_of_file(Connection& connection) {
  std::vector<std::string> broken;
  Statement pages = connection.prepare("PRAGMA integrity_check(10)");
  while (pages.step()) {
    if (pages.text(0) != "ok") broken.push_back("the file is damaged: " + std::string(pages.text(0)));
  }
  return broken;
}

void run_views(Connection& connection, std::vector<std::string>& broken) {
  Statement views = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name");
  while (views.step()) {
    const std::string name(views.text(0));
    const auto answered = guarded(connection.path(), [&]() -> Result<Done> {
      Statement rows = connection.prepare("SELECT * FROM \"" + name + "\"");
      while (rows.step()) continue;
      return Done{};
    });
    if (!answered) broken.push_back("the view " + name + " does not answer: " + answered.error().message);
  }
}

}  // namespace

Result<std::vector<std::string>> broken_invariants(Connection& connection) {
  const Moment moment(connection);
  auto broken = damage_of_file(connection);
  if (!broken.empty()) return broken;  // nothing read from such a file proves anything
  for (const Invariant& invariant : kInvariants) look_for(connection, invariant, broken);
  run_views(connection, broken);
  return broken;
}

}  // namespace jada::state
