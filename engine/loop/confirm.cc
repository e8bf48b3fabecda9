#include "engine/loop/confirm.h"

#include <map>
#include <tuple>
#include <utility>

#include "engine/base/text.h"

namespace jada {
namespace {

std::string_view word(Applied::Fate fate) {
  switch (fate) {
    case Applied::Fate::not_tried: return "skipped";
    case Applied::Fate::done: return "done";
    case Applied::Fate::conflict: return "conflict";
    case Applied::Fate::failed: return "failed";
  }
  return "";
}

// Alike in everything but the item: told once.
using Alike = std::tuple<std::string, std::string, std::string, std::string>;  // action, cause, outcome, error

std::vector<Event> events_of(const std::vector<ChangeLog>& logs, const Run& run) {
  std::vector<Event> events;
  for (const ChangeLog& log : logs) {
    const bool good = log.outcome == "done";
    std::string message = log.action + " (" + log.cause + ") " + log.outcome;
    if (!log.items.empty()) message += ": " + counted(log.items.size(), "item");
    if (log.items.size() == 1) message += " " + log.items.front();
    if (!log.error.empty()) message += ": " + log.error;
    events.push_back(event_of(run, log.finished_at, "change." + log.outcome, good ? "info" : "error",
                              to_string(log.address), std::move(message)));
  }
  return events;
}

void add_item(Outcome& outcome, ItemBatch& items, BodyBatch& bodies) {
  if (!outcome.item) return;
  ItemRecord& record = *outcome.item;
  if (!record.applied && !record.observed) {
    items.forget.push_back(std::move(record.key));
    return;
  }
  items.put.push_back(std::move(record));
  if (outcome.body) bodies.put.push_back(std::move(*outcome.body));
}

Result<Done> add_resource(const Change& change, Time now, const StateView& state, Batch& batch) {
  auto known = state.find(change.address.resource());
  if (!known) return known.error();
  Record record = *known ? std::move(**known) : Record{.address = change.address.resource()};
  record.applied = change.wanted.value_or("");
  record.applied_at = now;
  batch.put.push_back(std::move(record));
  return Done{};
}

}  // namespace

std::vector<ChangeLog> change_logs(const Confirmation& confirmation, const Run& run, const Address& place) {
  std::map<Alike, ChangeLog> logs;
  for (std::size_t i = 0; i < confirmation.changes.size(); ++i) {
    const Change& change = *confirmation.changes[i];
    const Outcome& outcome = confirmation.outcomes[i];
    const std::string error = outcome.fate == WriteFate::done ? "" : outcome.trouble.message;
    const Alike alike{std::string(jada::word(*change.action)), std::string(jada::word(*change.cause)),
                      std::string(word(fate_of(outcome))), error};
    ChangeLog& log = logs[alike];
    if (!change.address.item.empty()) log.items.push_back(change.address.item);
  }
  std::vector<ChangeLog> ordered;
  for (auto& [alike, log] : logs) {
    log.run_id = run.id;
    log.address = place;
    std::tie(log.action, log.cause, log.outcome, log.error) = alike;
    log.started_at = confirmation.started_at;
    log.finished_at = confirmation.finished_at;
    ordered.push_back(std::move(log));
  }
  return ordered;
}

Applied::Fate fate_of(const Outcome& outcome) {
  switch (outcome.fate) {
    case WriteFate::done: return Applied::Fate::done;
    case WriteFate::conflict: return Applied::Fate::conflict;
    case WriteFate::failed: return Applied::Fate::failed;
    case WriteFate::unknown:
      return outcome.trouble.code == Code::conflict ? Applied::Fate::conflict : Applied::Fate::failed;
  }
  return Applied::Fate::failed;
}

Applied applied_of(const Outcome& outcome) {
  if (outcome.fate == WriteFate::done) return {.fate = Applied::Fate::done};
  return {.fate = fate_of(outcome),
          .error = outcome.trouble.message,
          .remedy = outcome.remedy,
          .in_doubt = outcome.fate == WriteFate::unknown};
}

void carry_out(Confirmation& confirmation, const Resource& resource, const Outside& outside,
               const Result<std::unique_ptr<StateView>>& view) {
  confirmation.started_at = outside.clock.now();
  if (!view) {
    confirmation.outcomes.assign(confirmation.changes.size(), Outcome{.trouble = view.error()});
  } else {
    Env env{outside, **view};
    confirmation.outcomes = resource.apply(confirmation.changes, env);
  }
  confirmation.finished_at = outside.clock.now();
}

Result<Batch> confirmation_batch(Confirmation& confirmation, const Run& run, const StateView& state) {
  Batch batch;
  const Address& first = confirmation.changes.front()->address;
  const Address place{first.kind, first.name, {}, first.replica};
  ItemBatch items{.address = place};
  BodyBatch bodies{.resource = place.resource()};
  for (std::size_t i = 0; i < confirmation.changes.size(); ++i) {
    const Change& change = *confirmation.changes[i];
    if (confirmation.outcomes[i].fate != WriteFate::done) continue;
    batch.advances = true;
    if (!change.address.item.empty()) {
      add_item(confirmation.outcomes[i], items, bodies);
    } else if (auto done = add_resource(change, confirmation.finished_at, state, batch); !done) {
      return done.error();
    }
  }
  if (!items.put.empty() || !items.forget.empty()) batch.items.push_back(std::move(items));
  if (!bodies.put.empty()) batch.bodies.push_back(std::move(bodies));
  batch.changes = change_logs(confirmation, run, place);
  batch.events = events_of(batch.changes, run);
  return batch;
}

}  // namespace jada
