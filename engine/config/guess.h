// What a person most likely meant by a name that is not known here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jada {

/// The same but for capitals, else the nearest by spelling, else the shortest of those that share the longest stretch
/// of at least four letters with `word`: `freshness` is `refresh_before`.
std::optional<std::string> likely(std::string_view word, std::span<const std::string_view> known);

/// did you mean `name`?
std::string did_you_mean(std::string_view name);

/// The text as a person would write it in TOML, cut when long, control characters made visible.
std::string in_quotes(std::string_view text);

}  // namespace jada
