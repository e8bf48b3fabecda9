#include "resources/roster/note.h"

#include <fmt/format.h>

#include <utility>

#include "resources/apis/region_settings.h"

namespace jada {

std::string to_json(const Roster::Note& note) {
  Json json{{"version", note.version},
            {"settings", note.settings},
            {"items", note.items},
            {"apart", note.apart},
            {"unrecorded", note.unrecorded}};
  if (!note.key.empty()) json["key"] = note.key;
  if (!note.place.empty()) json["place"] = note.place;
  if (note.since) json["since"] = note.since->time_since_epoch().count();
  if (!note.looked_for.empty()) json["looked_for"] = note.looked_for;
  if (!note.in_step_with.empty()) json["in_step_with"] = note.in_step_with;
  return canonical(json);
}

Roster::Note read_note(const std::optional<Record>& replica) {
  Roster::Note note;
  if (!replica || replica->observed.empty()) return note;
  const auto json = parse_json(replica->observed);
  if (!json || !json->is_object()) return note;
  const auto text = [&](const char* key) {
    const auto found = json->find(key);
    return found != json->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto count = [&](const char* key) {
    const auto found = json->find(key);
    return found != json->end() && found->is_number_unsigned() ? found->get<std::size_t>() : std::size_t{0};
  };
  note.version = text("version");
  note.settings = text("settings");
  note.key = text("key");
  note.place = text("place");
  const auto since = json->find("since");
  if (since != json->end() && since->is_number_integer()) note.since = Time{Time::duration{since->get<std::int64_t>()}};
  note.looked_for = text("looked_for");
  note.in_step_with = text("in_step_with");
  note.items = count("items");
  note.apart = count("apart");
  note.unrecorded = count("unrecorded");
  return note;
}

Roster::Note blank_note(const Roster::Spec& spec, const RegionSettings& region, std::string version) {
  const Json settings{spec.table, spec.key, static_cast<int>(spec.on_extra), region.driver, place_of(region)};
  const Json place{spec.table, region.driver, place_of(region)};
  return {.version = std::move(version),
          .settings = text_of(digest_of(canonical(settings), 0)),
          .key = spec.key,
          .place = text_of(digest_of(canonical(place), 0)),
          .looked_for = text_of(spec.items.digest())};
}

std::string text_of(Digest digest) { return fmt::format("{:016x}", digest); }

}  // namespace jada
