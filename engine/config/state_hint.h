// Where the state probably is, before desired.toml is parsed: the compiled form of the file lies in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jada {

/// The text of `state` under [controller] as far as a glance at the start of the file tells; nothing expanded. Only a
/// hint: what was opened by it is checked against the file once that is read.
std::optional<std::string> glance_at_state(std::string_view toml);

}  // namespace jada
