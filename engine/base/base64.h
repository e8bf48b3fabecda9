// Base64 as JSON Web Tokens and HTTP credentials write it (RFC 4648 §4, §5).
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

/// With `+ /` and padding.
std::string base64(std::string_view bytes);

/// With `- _` and without padding.
std::string base64url(std::string_view bytes);

/// Either padding; Code::invalid for anything else.
Result<std::string> from_base64(std::string_view text);
Result<std::string> from_base64url(std::string_view text);

}  // namespace jada
