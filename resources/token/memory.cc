#include "resources/token/memory.h"

#include <fmt/format.h>

#include <array>
#include <sstream>

#include "engine/base/json_lenient.h"
#include "engine/base/json_or_null.h"

namespace jada {
namespace {

constexpr std::size_t kDeathsKept = 8;

Rotation rotation_named(const std::string& text) {
  for (const Rotation rotation : {Rotation::none, Rotation::rotating}) {
    if (text == word(rotation)) return rotation;
  }
  return Rotation::unknown;
}

void read_success(const Json& json, TokenMemory& memory) {
  memory.generation = number_in(json, "generation");
  memory.rotation = rotation_named(text_in(json, "rotation"));
  memory.access_print = text_in(json, "access_print");
  memory.refresh_print = text_in(json, "refresh_print");
  memory.issued_at = time_in(json, "issued_at");
  memory.proven_at = time_in(json, "last_proven_at");
  memory.expires_at = time_in(json, "expires_at");
  if (const auto seconds = number_in(json, "lifetime_s"); seconds > 0) memory.lifetime = std::chrono::seconds(seconds);
  memory.refresh_expires_at = time_in(json, "refresh_token_expires_at");
  if (json.contains("scopes_granted") && json["scopes_granted"].is_string())
    memory.scopes_granted = text_in(json, "scopes_granted");
  memory.format = text_in(json, "format");
  memory.previous_kept = is_true(json, "previous_kept");
  memory.refresh_due_at = time_in(json, "refresh_due_at");
  memory.clock_offset = std::chrono::milliseconds(number_in(json, "clock_offset_ms"));
  const auto deaths = json.find("deaths");
  if (deaths == json.end() || !deaths->is_array()) return;
  for (const Json& one : *deaths) {
    const auto at = one.is_string() ? parse_time(one.get_ref<const std::string&>()) : Error{};
    if (at) memory.deaths.push_back(*at);
  }
}

void read_failure(const Json& json, TokenMemory& memory) {
  memory.fault = fault_named(text_in(json, "diagnosis"));
  memory.attempts = static_cast<int>(number_in(json, "attempts"));
  memory.failing_since = time_in(json, "failing_since");
  memory.next_try_at = time_in(json, "next_try_at");
  memory.must_wait = is_true(json, "must_wait");
  memory.cause = text_in(json, "cause");
  memory.remedy = text_in(json, "remedy");
  memory.tried_with = text_in(json, "tried_with");
  memory.parked = is_true(json, "parked");
  memory.given_back = text_in(json, "given_back");
  memory.forced_for = text_in(json, "forced_for");
}

}  // namespace

std::string_view word(Rotation rotation) {
  switch (rotation) {
    case Rotation::unknown: return "unknown";
    case Rotation::none: return "none";
    case Rotation::rotating: return "rotating";
  }
  return "";
}

Json to_json(const TokenMemory& memory) {
  Json deaths = Json::array();
  const std::size_t first = memory.deaths.size() > kDeathsKept ? memory.deaths.size() - kDeathsKept : 0;
  for (std::size_t i = first; i < memory.deaths.size(); ++i) deaths.push_back(to_string(memory.deaths[i]));
  const auto seconds = memory.lifetime ? std::chrono::duration_cast<std::chrono::seconds>(*memory.lifetime).count() : 0;
  return Json{{"generation", memory.generation},
              {"rotation", word(memory.rotation)},
              {"access_print", memory.access_print},
              {"refresh_print", memory.refresh_print},
              {"issued_at", or_null(memory.issued_at)},
              {"last_proven_at", or_null(memory.proven_at)},
              {"expires_at", or_null(memory.expires_at)},
              {"lifetime_s", seconds},
              {"refresh_token_expires_at", or_null(memory.refresh_expires_at)},
              {"scopes_granted", memory.scopes_granted ? Json(*memory.scopes_granted) : Json()},
              {"format", memory.format},
              {"previous_kept", memory.previous_kept},
              {"refresh_due_at", or_null(memory.refresh_due_at)},
              {"clock_offset_ms", memory.clock_offset.count()},
              {"diagnosis", memory.fault ? Json(word(*memory.fault)) : Json()},
              {"attempts", memory.attempts},
              {"failing_since", or_null(memory.failing_since)},
              {"next_try_at", or_null(memory.next_try_at)},
              {"must_wait", memory.must_wait},
              {"cause", memory.cause},
              {"remedy", memory.remedy},
              {"tried_with", memory.tried_with},
              {"parked", memory.parked},
              {"given_back", memory.given_back},
              {"forced_for", memory.forced_for},
              {"deaths", std::move(deaths)}};
}

TokenMemory read_memory(const std::optional<std::string>& text) {
  TokenMemory memory;
  const auto json = parse_json(text.value_or("{}"));
  if (!json || !json->is_object()) return memory;
  read_success(*json, memory);
  read_failure(*json, memory);
  return memory;
}

std::string to_line(const TokenMemo& memo) {
  return fmt::format("{} {} {}", memo.access_print, memo.clock_offset.count(),
                     memo.lifetime.value_or(Duration(0)).count());
}

std::optional<TokenMemo> read_memo(const std::string& line) {
  std::istringstream words(line);
  TokenMemo memo;
  std::int64_t offset = 0;
  std::int64_t lifetime = 0;
  if (!(words >> memo.access_print >> offset >> lifetime) || memo.access_print.empty()) return std::nullopt;
  memo.clock_offset = Duration(offset);
  if (lifetime > 0) memo.lifetime = Duration(lifetime);
  return memo;
}

}  // namespace jada
