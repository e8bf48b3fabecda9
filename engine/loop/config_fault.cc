#include "engine/loop/config_fault.h"

#include "engine/base/json_lenient.h"

namespace jada {
namespace {

const Address kFile{.kind = "controller", .name = "desired"};

Json standing_of(const Result<Loaded>& loaded, Time now) {
  const bool is_good = loaded.has_value();
  const std::string why = is_good ? "" : loaded.error().message;
  return Json{{"condition", is_good ? "Ready" : "Failing"},
              {"reason", is_good ? "InStep" : "Invalid"},
              {"message", is_good ? "read and used" : why + "; the last good one is in force"},
              {"first_seen_at", to_string(now)},
              {"ailment",
               {{"diagnosis", is_good ? Json() : Json("invalid")},
                {"cause", is_good ? Json() : Json(why)},
                {"remedy", is_good ? Json() : Json("jada-reconcile validate")},
                {"permanent", !is_good},
                {"waits_for", Json()}}}};
}

}  // namespace

Result<Done> tell_of_file(const Result<Loaded>& loaded, Store& store, Time now) {
  const auto known = store.find(kFile);
  if (!known) return known.error();
  if (!*known && loaded) return Done{};
  Record record = *known ? **known : Record{.address = kFile};
  const Json standing = standing_of(loaded, now);
  const auto before = parse_json(record.standing);
  const bool is_same = before && before->is_object() && text_in(*before, "message") == standing["message"];
  if (is_same) return Done{};
  record.standing = canonical(standing);
  record.failures = loaded ? 0 : record.failures + 1;
  record.last_error = loaded ? "" : loaded.error().message;
  record.observed_at = now;
  if (loaded) record.succeeded_at = now;
  Batch batch;
  batch.put.push_back(std::move(record));
  batch.events.push_back({.at = now,
                          .address = to_string(kFile),
                          .type = loaded ? "file.read" : "file.refused",
                          .level = loaded ? "info" : "error",
                          .message = standing["message"]});
  return store.commit(batch);
}

}  // namespace jada
