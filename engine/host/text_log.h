// The log as lines on standard error: logfmt, or JSON.
#pragma once

#include <mutex>

#include "engine/ports/clock.h"
#include "engine/ports/log.h"

namespace jada {

class TextLog final : public Log {
 public:
  enum class Format { logfmt, json };
  /// Nothing below `least` is written.
  TextLog(const Clock& clock, Format format, LogLine::Level least) : clock_(clock), format_(format), least_(least) {}

  void say(const LogLine& line) override;

 private:
  const Clock& clock_;
  const Format format_;
  const LogLine::Level least_;
  std::mutex mutex_{};
};

std::string_view word(LogLine::Level);
/// One line each, with its end; control characters and what is no UTF-8 are escaped.
std::string as_logfmt(const LogLine& line, Time now);
std::string as_json(const LogLine& line, Time now);

}  // namespace jada
