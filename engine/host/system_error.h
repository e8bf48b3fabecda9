// What the system says, as an Error.
#pragma once

#include <string>

#include "engine/base/result.h"

namespace jada {

/// `PATH: No such file or directory`, with the code that says what to do about that errno: missing · denied
/// (permission, read-only) · conflict (is there already) · invalid (the path itself is wrong) · unavailable (anything
/// else).
Error system_error(const std::string& path, int number);

}  // namespace jada
