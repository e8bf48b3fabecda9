// Small things done to words: nearest name, quoting, joining, counting.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jada {

/// The candidate a person most likely meant: smallest edit distance (a swap of neighbours counts one), at most a third
/// of the word's length and at least 1; none when nothing is near.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string_view> candidates);

std::string join(std::span<const std::string> parts, std::string_view between);

/// `1 item`, `2 items`, `1 entry`, `2 entries`.
std::string counted(std::size_t count, std::string_view noun);

/// ASCII letters in lower case, all else as it is.
std::string lower(std::string_view text);

/// At most so many bytes of it, whole UTF-8 characters, and `…` where something was left out.
std::string shortened(std::string_view utf8, std::size_t most);

/// How many columns a terminal needs for this UTF-8 text, one per code point.
std::size_t width(std::string_view utf8);

/// Control characters made visible (`\n`, `\x1b`), so that no outside text can drive a terminal.
std::string printable(std::string_view utf8);

/// Text from outside made harmless: the same of bytes that need not be UTF-8, with U+FFFD for those that are not.
std::string clean(std::string_view bytes);

}  // namespace jada
