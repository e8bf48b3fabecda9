#include "engine/loop/run.h"

#include <fmt/format.h>

#include "engine/base/json.h"

namespace jada {

Run begin_run(std::string verb, const Node& node, Time now) {
  // 2026-05-13T12:00:00.123Z → 20260513-120000-123: readable, sortable, told apart by the process beside it.
  std::string stamp;
  for (const char c : to_string(now)) {
    if (c == 'T' || c == '.') stamp.push_back('-');
    if (c >= '0' && c <= '9') stamp.push_back(c);
  }
  const ProcessIdentity self = node.self();
  return {.id = fmt::format("{}-{}", stamp, self.pid),
          .verb = std::move(verb),
          .started_at = now,
          .actor = node.actor(),
          .host = self.host};
}

Record to_record(const Run& run) {
  const Json applied{{"verb", run.verb},
                     {"started_at", to_string(run.started_at)},
                     {"finished_at", run.finished_at ? Json(to_string(*run.finished_at)) : Json()},
                     {"exit_code", run.finished_at ? Json(run.exit_code) : Json()},
                     {"actor", run.actor},
                     {"host", run.host},
                     {"message", run.message},
                     {"desired_sha256", run.desired_sha256},
                     {"succeeded", run.succeeded},
                     {"failed", run.failed},
                     {"skipped", run.skipped}};
  return {.address = {.kind = "@run", .name = run.id}, .revision = run.revision, .applied = canonical(applied)};
}

Event event_of(const Run& run, Time at, std::string type, std::string level, std::string address, std::string message) {
  return {.at = at,
          .run_id = run.id,
          .address = std::move(address),
          .type = std::move(type),
          .level = std::move(level),
          .message = std::move(message)};
}

}  // namespace jada
