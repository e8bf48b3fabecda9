// What the program says while it works, to whoever reads its log.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jada {

struct LogLine {
  enum class Level { debug, info, warning, error };
  Level level = Level::info;
  std::string event;  ///< stable: `token.failed`, `pass.finished`
  std::string message{};
  std::vector<std::pair<std::string, std::string>> fields{};  ///< names [a-z_]+; values may be hostile
};

/// Thread-safe. One line of text per call, whatever is in it.
class Log {
 public:
  virtual ~Log() = default;
  virtual void say(const LogLine& line) = 0;
};

}  // namespace jada
