// Members of a JSON object that somebody else may have written: what is missing or of another type is as if it were
// empty.
#pragma once

#include <optional>
#include <string>

#include "engine/base/json.h"
#include "engine/base/time.h"

namespace jada {

inline std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

inline std::int64_t number_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

inline bool is_true(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

inline std::optional<Time> time_in(const Json& object, const char* name) {
  const auto at = parse_time(text_in(object, name));
  return at ? std::optional(*at) : std::nullopt;
}

}  // namespace jada
