// Strings as JSON writes them (RFC 8259 §7), without leaving copies of them behind: they may be secrets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jada {

/// With its quotes; other bytes than `"`, `\` and control characters stay as they are.
std::string json_quoted(std::string_view text);

/// What the JSON string `text`, quotes included, says. None when it is no JSON string or names half a surrogate pair.
std::optional<std::string> json_unquoted(std::string_view text);

}  // namespace jada
