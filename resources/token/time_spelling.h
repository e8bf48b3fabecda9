// How a file spells a point in time, so that the next one is spelled alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/time.h"

namespace jada {

struct TimeSpelling {
  enum class Form { seconds, milliseconds, calendar };  ///< numbers count from 1970; calendar: `2026-05-13T12:00:00Z`
  Form form = Form::seconds;
  bool quoted = false;       ///< a number inside a string
  std::size_t fraction = 0;  ///< digits after the point
  char between = 'T';        ///< date and hour
  bool has_seconds = true;
  std::string zone = "Z";  ///< as it stands after the time; empty of a naive one
  Duration ahead{0};       ///< of UTC
};

struct SpelledTime {
  std::optional<Time> at{};  ///< none: never, as Go's zero time says
  bool is_sure = true;       ///< false: it names no zone, and UTC is a guess
  TimeSpelling spelling{};
};

/// A JSON number or string. Numbers above 1e11 are milliseconds, others seconds. None when it is no time.
std::optional<SpelledTime> read_time(std::string_view json);

/// As a JSON value. What the spelling has no room for is cut off, never rounded up.
std::string spelled(Time, const TimeSpelling&);

}  // namespace jada
