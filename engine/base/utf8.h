// Whether bytes are UTF-8, and where they stand as line and column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace jada {

/// Bytes of the longest prefix that is UTF-8 (RFC 3629: no overlong forms, no surrogates).
std::size_t valid_utf8(std::string_view bytes);

/// With U+FFFD in the place of every byte that is not part of UTF-8.
std::string as_utf8(std::string_view bytes);

/// Line and column of a byte, from 1, columns in code points; a byte order mark takes no column.
std::pair<std::uint32_t, std::uint32_t> line_and_column(std::string_view text, std::size_t byte);

/// Without a byte order mark.
std::string_view without_mark(std::string_view text);

}  // namespace jada
