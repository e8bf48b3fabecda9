#include "engine/cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "engine/base/text.h"
#include "engine/base/time.h"
#include "engine/host/stop_signals.h"

namespace jada {
namespace {

std::string shell_quoted(const std::string& word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/~@%+=:,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

int print(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return 0;
  return report_error("standard output cannot be written", Exit::failed_unchanged);
}

int report_error(std::string_view message, Exit code) {
  std::fprintf(stderr, "error: %.*s%s", static_cast<int>(message.size()), message.data(),
               message.ends_with('\n') ? "" : "\n");
  return static_cast<int>(code);
}

int failed(const Error& error) { return report_error(error.message, Exit::failed_unchanged); }

void tell(const Options& options, std::string_view message) {
  if (!options.quiet) std::fprintf(stderr, "note: %.*s\n", static_cast<int>(message.size()), message.data());
}

std::string exact_commands(std::string text, const Options& options) {
  constexpr std::string_view kProgram = "jada-reconcile ";
  std::string named;
  if (options.file != Options{}.file) named += "-f " + shell_quoted(options.file) + " ";
  if (!options.state.empty()) named += "--state " + shell_quoted(options.state) + " ";
  if (named.empty()) return text;
  for (auto at = text.find(kProgram); at != std::string::npos; at = text.find(kProgram, at + kProgram.size()))
    text.insert(at + kProgram.size(), named);
  return text;
}

void show(const std::vector<Diagnostic>& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    const std::string text = to_text(diagnostic);
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
}

bool use_color(const Options& options) {
  if (options.color != "auto") return options.color == "always";
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0') && !dumb;
}

std::size_t terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

bool may_ask(const Options& options) { return !options.no_input && isatty(STDIN_FILENO) != 0; }

bool ask(const std::string& question) {
  std::fprintf(stderr, "%s [y/N] ", question.c_str());
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

TerminalProgress::TerminalProgress(bool quiet) : shown_(!quiet && isatty(STDERR_FILENO) != 0) {}

void TerminalProgress::begin(std::string_view phase, const std::map<std::string, std::size_t>& lanes) {
  const std::scoped_lock guard(mutex_);
  phase_ = phase;
  all_ = {};
  lanes_.clear();
  for (const auto& [lane, total] : lanes) {
    lanes_[lane].total = total;
    all_.total += total;
  }
  began_ = drawn_ = Steady::now();
}

void TerminalProgress::advance(std::size_t steps, const std::string& lane) {
  const std::scoped_lock guard(mutex_);
  all_.done += steps;
  lanes_[lane].done += steps;
  const auto now = Steady::now();
  const bool long_enough = now - began_ > std::chrono::seconds{1} && now - drawn_ > std::chrono::milliseconds{200};
  if (shown_ && long_enough) draw(now);
}

void TerminalProgress::draw(Steady::time_point now) {
  const auto spent = std::chrono::duration_cast<Duration>(now - began_);
  const auto rest = static_cast<std::int64_t>(all_.total - all_.done);
  const auto left = all_.done == 0 ? Duration{} : spent * rest / static_cast<std::int64_t>(all_.done);
  fmt::print(stderr, "\r\x1b[K{} {}, about {} left", phase_, counts(), about(left));
  std::fflush(stderr);
  drawn_ = now;
  drew_ = true;
}

std::string TerminalProgress::counts() const {
  if (lanes_.size() < 2 || lanes_.contains("")) return fmt::format("{}/{}", all_.done, all_.total);
  std::vector<std::string> each;
  for (const auto& [lane, steps] : lanes_) each.push_back(fmt::format("{} {}/{}", lane, steps.done, steps.total));
  return join(each, ", ");
}

void TerminalProgress::end() {
  const std::scoped_lock guard(mutex_);
  if (drew_) std::fputs("\r\x1b[K", stderr);
  drew_ = false;
}

bool TerminalProgress::stop_requested() const { return stop_signal() != 0; }

}  // namespace jada
