#include "resources/alert/subject.h"

#include "engine/base/json_lenient.h"

namespace jada {
namespace {

Json object_in(const std::string& text) {
  auto json = parse_json(text);
  return json && json->is_object() ? std::move(*json) : Json::object();
}

Json member_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_object() ? *found : Json::object();
}

std::vector<std::string> texts_in(const Json& object, const char* name) {
  std::vector<std::string> texts;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return texts;
  for (const Json& one : *found) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

Ailment ailment_in(const Json& json) {
  return {.diagnosis = text_in(json, "diagnosis"),
          .cause = text_in(json, "cause"),
          .remedy = text_in(json, "remedy"),
          .is_permanent = is_true(json, "permanent"),
          .waits_for = text_in(json, "waits_for")};
}

// A schedule says by itself how old its newest success may be; all else is looked at in every pass.
Duration freshness(const Record& record) {
  if (record.address.kind != "sync") return std::chrono::hours{1};
  const Duration declared{number_in(object_in(record.observed), "fresh_within_ms")};
  return declared > Duration(0) ? declared : std::chrono::hours{2};
}

}  // namespace

Subject read_subject(const Record& record) {
  const Json standing = object_in(record.standing);
  const std::string condition = text_in(standing, "condition");
  return {.address = record.address.resource(),
          .is_looked_at = !condition.empty() && condition != "Unknown",
          .is_suspended = condition == "Suspended",
          .message = text_in(standing, "message"),
          .failures = record.failures,
          .last_error = record.last_error,
          .ailment = ailment_in(member_of(standing, "ailment")),
          .unusable = text_in(member_of(standing, "use"), "unusable"),
          .first_seen_at = time_in(standing, "first_seen_at"),
          .succeeded_at = record.succeeded_at,
          .drifted_since = time_in(standing, "drifted_since"),
          .ends_at = time_in(standing, "ends_at"),
          .ends_of = text_in(standing, "ends_of"),
          .fresh_within = freshness(record),
          .needs = texts_in(standing, "needs")};
}

}  // namespace jada
