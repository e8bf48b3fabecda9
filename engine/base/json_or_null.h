// Values that JSON tells as null when there is nothing to tell: keys stay.
#pragma once

#include <optional>
#include <string>

#include "engine/base/json.h"
#include "engine/base/time.h"

namespace jada {

inline Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }
inline Json or_null(const std::optional<Time>& time) { return time ? Json(to_string(*time)) : Json(); }

}  // namespace jada
