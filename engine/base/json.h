// JSON as this program writes it: one canonical text per value.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

using Json = nlohmann::json;

/// Keys sorted, no blanks, UTF-8 unescaped, numbers in one spelling (1.0 is 1, 1e3 is 1000): equal values have equal
/// texts. Bytes that are no UTF-8 become U+FFFD.
std::string canonical(const Json&);

/// Code::invalid with the byte offset when the text is not one JSON value. Never throws.
Result<Json> parse_json(std::string_view text);

}  // namespace jada
