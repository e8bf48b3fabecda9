// TOML text as Values. The only place that knows toml++.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/line_map.h"
#include "engine/config/value.h"

namespace jada {

struct TomlFault {
  Spot at{};
  std::string message;
  std::string hint{};
};

struct ParsedToml {
  Table root{};
  std::vector<TomlFault> faults{};  ///< at most one; then `root` is empty
};

/// TOML 1.0, UTF-8, with or without a byte order mark; `file` goes into every Spot. A table stands where its header
/// begins, any other value where it begins. Values and dotted keys nest 32 levels deep at most. `lines` tells where in
/// the file the lines of the text stand; places of faults are in the text.
ParsedToml parse_toml(std::string_view text, std::uint32_t file, const LineMap& lines = {});

}  // namespace jada
