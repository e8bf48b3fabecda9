// Points in time and lengths of time, and the text of both.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

/// UTC, to the millisecond: what the state stores and what a person reads.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

/// `2026-05-13T12:00:00.000Z`: RFC 3339 in UTC, always with milliseconds, so that text sorts as time does.
std::string to_string(Time);

/// RFC 3339 with `Z` or an offset; fractions beyond milliseconds are cut. Code::invalid otherwise.
Result<Time> parse_time(std::string_view);

/// `90s`, `30m`, `1h30m`, `180d`, `2w`, `500ms`: units in falling order, each at most once. Code::invalid otherwise.
Result<Duration> parse_duration(std::string_view);

/// The shortest text that parse_duration reads back: `1h30m`, `0s`.
std::string to_string(Duration);

/// For people, two units at most: `3h 12m`, `45s`, `12ms`.
std::string about(Duration);

}  // namespace jada
