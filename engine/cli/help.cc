#include "engine/cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace jada {
namespace {

std::string flag_line(const Flag& flag) {
  std::string left = flag.letter.empty() ? "    " : std::string(flag.letter) + ", ";
  left += flag.name;
  if (!flag.value.empty()) left += " " + std::string(flag.value);
  return fmt::format("  {:<28}{}\n", left, flag.help);
}

std::string global_flags() {
  std::string text = "\nFlags of every verb (each also as an environment variable, JADA_NAME):\n";
  for (const Flag& flag : flags()) {
    if (flag.global) text += flag_line(flag);
  }
  return text;
}

std::string own_flags(std::string_view names) {
  const auto own = flag_names(names);
  std::string text = own.empty() ? "" : "\nFlags:\n";
  for (const Flag& flag : flags()) {
    if (std::find(own.begin(), own.end(), flag.name) != own.end()) text += flag_line(flag);
  }
  return text;
}

std::string example_lines(std::string_view examples) {
  std::string text;
  std::istringstream lines{std::string(examples)};
  for (std::string line; std::getline(lines, line);) {
    const auto gap = line.find("  ");
    text += fmt::format("  {}\n      {}\n", line.substr(0, gap), line.substr(gap + 2));
  }
  return text;
}

constexpr std::string_view kExitCodes =
    R"(Exit codes of all verbs. When several hold, the first of: 64, 65, 70, 7, 1, 4, 6, 5, 3, 9, 2, 0.

  0    done, or nothing to do
  1    failed, nothing changed
  2    edits pending (with --detailed-exitcode)
  3    drift (`drift` always; others with --detailed-exitcode)
  4    refused by a guard or by protect
  5    the lock was not obtained
  6    the saved plan is stale
  7    failed after changing something
  8    declined or cancelled
  9    could not observe everything
  64   bad usage
  65   desired.toml is invalid
  70   a bug of ours
  130  stopped by Ctrl-C
  143  stopped by SIGTERM

--exit-profile terraform knows 0, 1 and 2 only. `status --check` answers as a monitoring plugin: 0, 1, 2 or 3.
)";

}  // namespace

std::vector<std::string_view> flag_names(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string help_of(const Verb& verb) {
  std::string text = fmt::format("jada-reconcile {} — {}\n\nUsage: jada-reconcile {} [flags] {}\n", verb.name,
                                 verb.summary, verb.name, verb.words);
  if (verb.parts != nullptr) {
    text += "\n";
    for (const Part& part : verb.parts())
      text += fmt::format("  {:<26}{}\n", fmt::format("{} {}", part.name, part.words), part.summary);
    text += fmt::format("\n`jada-reconcile {} WORD --help` tells of one of them.\n", verb.name);
  }
  return text + own_flags(verb.flags) + global_flags() + "\nExamples:\n" + example_lines(verb.examples);
}

std::string help_of(const Verb& verb, const Part& part) {
  return fmt::format("jada-reconcile {0} {1} — {2}\n\nUsage: jada-reconcile {0} {1} [flags] {3}\n", verb.name,
                     part.name, part.summary, part.words) +
         own_flags(part.flags) + global_flags() +
         fmt::format("\nExit codes (`jada-reconcile help exit-codes`):\n  {}\n", part.exits) + "\nExamples:\n" +
         example_lines(part.examples);
}

std::string help_of_all() {
  std::string text =
      "jada-reconcile keeps the world as desired.toml declares it: it compares, tells what differs and why, and mends "
      "it.\n\n"
      "Usage: jada-reconcile [flags] VERB [flags] [ADDRESS…]\n\nVerbs:\n";
  for (const Verb& verb : verbs()) text += fmt::format("  {:<12}{}\n", verb.name, verb.summary);
  return text + global_flags() +
         "\nExamples:\n  jada-reconcile init && jada-reconcile plan && jada-reconcile apply\n"
         "  jada-reconcile plan --help\n      flags and examples of one verb\n"
         "  jada-reconcile help exit-codes\n      what a script may rely on\n";
}

std::string help_of_exit_codes() { return std::string(kExitCodes); }

}  // namespace jada
