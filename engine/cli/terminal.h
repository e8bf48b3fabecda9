// What a person sees besides results: errors, notes, progress; and what a person is asked.
#pragma once

#include <atomic>
#include <chrono>
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

/// On a terminal one line that says done/total and an estimate, from the second second on; elsewhere silence.
class TerminalProgress final : public Progress {
 public:
  explicit TerminalProgress(bool quiet);
  void begin(std::string_view phase, std::size_t total) override;
  void advance(std::size_t steps) override;
  void end() override;
  bool stop_requested() const override;

 private:
  using Steady = std::chrono::steady_clock;
  void draw(Steady::time_point now);

  bool shown_;
  std::mutex mutex_{};
  std::string phase_{};
  std::size_t done_ = 0;
  std::size_t total_ = 0;
  Steady::time_point began_{};
  Steady::time_point drawn_{};
  bool drew_ = false;
};

}  // namespace jada
