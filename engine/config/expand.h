// `~` and `${VAR}` in texts of desired.toml.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

using Variables = std::function<std::optional<std::string>(const std::string&)>;

/// `${VAR}` and `${VAR:-default}` replaced (an empty variable takes the default too, as in a shell); any other `$`
/// stays. Code::invalid, naming the variable, when it is unset and has no default, and for a `${` that is not closed.
Result<std::string> expand(std::string_view text, const Variables&);

/// The same, and a leading `~` is HOME; relative to `folder` (absolute); the result is absolute and lexically normal,
/// without a `/` at its end. Code::invalid also for an empty path.
Result<std::string> expand_path(std::string_view text, const std::string& folder, const Variables&);

}  // namespace jada
