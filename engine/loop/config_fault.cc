#include "engine/loop/config_fault.h"

#include "engine/base/json_lenient.h"

namespace jada {
namespace {

const Address kFile{.kind = "controller", .name = "desired"};

Json standing_of(const std::optional<Error>& fault, Time now) {
  const bool is_good = !fault;
  const std::string why = is_good ? "" : fault->message;
  return Json{{"condition", is_good ? "Ready" : "Failing"},
              {"reason", is_good ? "InStep" : "Invalid"},
              {"message", is_good ? "read and used" : why + "; the last good one is in force"},
              {"first_seen_at", to_string(now)},
              {"implied", true},
              {"ailment",
               {{"diagnosis", is_good ? Json() : Json("invalid")},
                {"cause", is_good ? Json() : Json(why)},
                {"remedy", is_good ? Json() : Json("jada-reconcile validate")},
                {"permanent", !is_good},
                {"waits_for", Json()}}}};
}

}  // namespace

Result<Done> tell_of_file(const std::optional<Error>& fault, Store& store, Time now) {
  const auto known = store.find(kFile);
  if (!known) return known.error();
  if (!*known && !fault) return Done{};
  Record record = *known ? **known : Record{.address = kFile};
  const Json standing = standing_of(fault, now);
  const auto before = parse_json(record.standing);
  const bool is_same = before && before->is_object() && text_in(*before, "message") == standing["message"];
  if (is_same) return Done{};
  record.standing = canonical(standing);
  record.failures = !fault ? 0 : record.failures + 1;
  record.last_error = !fault ? "" : fault->message;
  record.observed_at = now;
  if (!fault) record.succeeded_at = now;
  Batch batch;
  batch.put.push_back(std::move(record));
  batch.events.push_back({.at = now,
                          .address = to_string(kFile),
                          .type = !fault ? "file.read" : "file.refused",
                          .level = !fault ? "info" : "error",
                          .message = standing["message"]});
  return store.commit(batch);
}

}  // namespace jada
