// When a server wants to be asked again (RFC 9110).
#pragma once

#include <optional>
#include <string>

#include "engine/ports/http.h"

namespace jada {

/// `Sat, 21 Nov 2026 13:25:01 GMT` (RFC 9110 §5.6.7), the only form that is sent today; none for any other text.
std::optional<Time> http_date(const std::string& text);

/// Retry-After (RFC 9110 §10.2.3), seconds or a date against the server's own clock: a week at most, never negative.
std::optional<Duration> retry_after(const HttpAnswer&);

}  // namespace jada
