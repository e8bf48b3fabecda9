// What a person sees besides results: errors, notes, progress; and what a person is asked.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/cli/options.h"
#include "engine/config/diagnostic.h"
#include "engine/loop/exit_code.h"
#include "engine/ports/progress.h"

namespace jada {

/// Writes a result to standard output. 0, or 1 when it could not be written.
int print(std::string_view text);

/// `error: …` on standard error; returns the code.
int report_error(std::string_view message, Exit code);

/// The same for what went wrong before anything was changed.
int failed(const Error&);

/// `note: …` on standard error, unless --quiet.
void tell(const Options&, std::string_view message);

/// Commands of this program within a text, as they have to be typed here: with the file and the state that were named.
std::string exact_commands(std::string text, const Options&);

void show(const std::vector<Diagnostic>&);

bool use_color(const Options&);
/// Columns of the terminal; 0 when standard output is none.
std::size_t terminal_width();

/// Whether there is somebody to ask.
bool may_ask(const Options&);

/// Asks on the terminal; default no.
bool ask(const std::string& question);

/// On a terminal one line that says done/total, of each lane where there are several, and an estimate, from the second
/// second on; elsewhere silence.
class TerminalProgress final : public Progress {
 public:
  explicit TerminalProgress(bool quiet);
  void begin(std::string_view phase, const std::map<std::string, std::size_t>& lanes) override;
  void advance(std::size_t steps, const std::string& lane) override;
  void end() override;
  bool stop_requested() const override;

 private:
  using Steady = std::chrono::steady_clock;
  struct Steps {
    std::size_t done = 0;
    std::size_t total = 0;
  };
  void draw(Steady::time_point now);
  std::string counts() const;

  bool shown_;
  std::mutex mutex_{};
  std::string phase_{};
  Steps all_{};
  std::map<std::string, Steps> lanes_{};
  Steady::time_point began_{};
  Steady::time_point drawn_{};
  bool drew_ = false;
};

}  // namespace jada
