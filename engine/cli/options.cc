#include "engine/cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "engine/base/text.h"

namespace jada {
namespace {

constexpr bool kGlobal = true;

const Flag kFlags[] = {
    {"--file", "-f", "PATH", "JADA_FILE", &Options::file, "the file to read (default desired.toml)", kGlobal},
    {"--state", "", "PATH", "JADA_STATE", &Options::state, "the state database (default: [controller] state)", kGlobal},
    {"--json", "", "", "JADA_JSON", &Options::json, "JSON on standard output", kGlobal},
    {"--color", "", "WHEN", "JADA_COLOR", &Options::color, "auto, always or never", kGlobal},
    {"--quiet", "-q", "", "JADA_QUIET", &Options::quiet, "only results and errors", kGlobal},
    {"--verbose", "-v", "", "JADA_VERBOSE", &Options::verbose, "every field, every note", kGlobal},
    {"--no-input", "", "", "JADA_NO_INPUT", &Options::no_input, "never ask", kGlobal},
    {"--select", "", "GLOB", "JADA_SELECT", &Options::select, "only resources whose address matches (repeatable)"},
    {"--exclude", "", "GLOB", "JADA_EXCLUDE", &Options::exclude,
     "leave out resources whose address matches (repeatable)"},
    {"--detailed-exitcode", "", "", "JADA_DETAILED_EXITCODE", &Options::detailed_exitcode,
     "exit 2 for pending edits, 3 for drift"},
    {"--exit-zero", "", "", "JADA_EXIT_ZERO", &Options::exit_zero, "exit 0 even when there is drift"},
    {"--exit-profile", "", "NAME", "JADA_EXIT_PROFILE", &Options::exit_profile,
     "jada or terraform (0 none, 1 error, 2 any change)"},
    {"--report", "", "KIND=PATH", "JADA_REPORT", &Options::reports,
     "write a report: json junit sarif markdown github (repeatable)"},
    {"--parallelism", "", "N", "JADA_PARALLELISM", &Options::parallelism, "calls to the outside in flight"},
    {"--lock-timeout", "", "TIME", "JADA_LOCK_TIMEOUT", &Options::lock_timeout,
     "how long to wait for another run (default 60s)"},
    {"--no-observe", "", "", "JADA_NO_OBSERVE", &Options::no_observe, "plan from what was last seen"},
    {"--max-age", "", "TIME", "JADA_MAX_AGE", &Options::max_age, "a look younger than this stands for a new one"},
    {"--allow", "", "EXPR", "JADA_ALLOW", &Options::allow, "pass a guard, counted: delete:roster.crew<=40 (needs -m)"},
    {"--message", "-m", "WHY", "JADA_MESSAGE", &Options::message, "why, kept in the state"},
    {"--out", "", "FILE", "JADA_OUT", &Options::out, "save the plan, to be applied later"},
    {"--yes", "-y", "", "JADA_YES", &Options::yes, "apply without asking"},
    {"--for", "", "TIME", "JADA_FOR", &Options::suspend_for, "end by itself after this long"},
    {"--csv", "", "", "JADA_CSV", &Options::csv, "CSV on standard output"},
    {"--after-401", "", "", "JADA_AFTER_401", &Options::after_401, "an API refused the token: get another, once"},
    {"--no-browser", "", "", "JADA_NO_BROWSER", &Options::no_browser, "print the address and take the pasted redirect"},
    {"--device", "", "", "JADA_DEVICE", &Options::device, "log in with a code typed on another device"},
    {"--if-stale", "", "", "JADA_IF_STALE", &Options::if_stale, "only when its holder is gone"},
    {"--once", "", "", "JADA_ONCE", &Options::once, "one pass, then end with its exit code"},
    {"--check", "", "", "JADA_CHECK", &Options::check, "as a monitoring plugin: exit 0, 1, 2 or 3"},
};

const Flag* find_flag(std::string_view name) {
  const auto found = std::find_if(std::begin(kFlags), std::end(kFlags), [&](const Flag& flag) {
    return name == flag.name || (!flag.letter.empty() && name == flag.letter);
  });
  return found == std::end(kFlags) ? nullptr : found;
}

// `--file x`: the next argument belongs to it. `--file=x` and `-fx` carry their own.
bool takes_next(std::string_view argument) {
  const Flag* flag = find_flag(argument);
  return flag != nullptr && !flag->value.empty();
}

void declare(CLI::App& app, const Flag& flag, Options& options) {
  std::string names(flag.name);
  if (!flag.letter.empty()) names += "," + std::string(flag.letter);
  CLI::Option* option = std::visit(
      [&](auto target) -> CLI::Option* {
        using Value = std::remove_reference_t<decltype(options.*target)>;
        if constexpr (std::is_same_v<Value, bool>) {
          return app.add_flag(names, options.*target);
        } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
          return app.add_option(names, options.*target)->expected(1)->take_all();
        } else {
          return app.add_option(names, options.*target)->take_last();
        }
      },
      flag.target);
  option->envname(std::string(flag.environment));
}

Error unknown_flag(const std::string& word, std::span<const std::string_view> known) {
  const std::string name = word.substr(0, word.find('='));
  std::string message = "unknown flag `" + name + "`";
  if (const auto meant = nearest(name, known)) {
    message += ": did you mean `" + *meant + "`?";
  } else if (find_flag(name) != nullptr) {
    message += " for this verb";
  }
  return {Code::invalid, std::move(message)};
}

Result<Done> check_choice(std::string_view flag, const std::string& value, std::span<const std::string_view> choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return Done{};
  std::string message = std::string(flag) + " takes one of";
  for (const std::string_view choice : choices) message += " " + std::string(choice);
  message += ", not `" + value + "`";
  return Error{Code::invalid, std::move(message)};
}

std::vector<std::string> without_verb(std::span<const std::string> arguments, const std::string& verb) {
  std::vector<std::string> rest;
  bool dropped = verb.empty();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!dropped && argument == verb) {
      dropped = true;
      continue;
    }
    rest.push_back(argument);
    if (takes_next(argument) && i + 1 < arguments.size()) rest.push_back(arguments[++i]);
  }
  return rest;
}

}  // namespace

std::span<const Flag> flags() { return kFlags; }

std::vector<std::string> plain_words(std::span<const std::string> arguments) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (takes_next(arguments[i])) {
      ++i;
    } else if (!arguments[i].starts_with('-')) {
      words.push_back(arguments[i]);
    }
  }
  return words;
}

Result<Options> parse_options(std::span<const std::string> arguments, const std::string& verb,
                              std::span<const std::string_view> verb_flags) {
  Options options;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<std::string_view> known;
  for (const Flag& flag : kFlags) {
    const bool taken = flag.global || std::find(verb_flags.begin(), verb_flags.end(), flag.name) != verb_flags.end();
    if (!taken) continue;
    declare(app, flag, options);
    known.push_back(flag.name);
  }
  auto rest = without_verb(arguments, verb);
  std::reverse(rest.begin(), rest.end());  // CLI11 takes them last first
  try {
    app.parse(std::move(rest));
  } catch (const CLI::ParseError& fault) {
    return Error{Code::invalid, fault.what()};
  }
  for (std::string& word : app.remaining()) {
    // No flag has a blank in it; a query may begin with a comment.
    const bool is_flag = word.size() > 1 && word.starts_with('-') && word.find_first_of(" \n\t") == std::string::npos;
    if (is_flag) return unknown_flag(word, known);
    options.words.push_back(std::move(word));
  }
  static constexpr std::string_view kColors[] = {"auto", "always", "never"};
  static constexpr std::string_view kProfiles[] = {"jada", "terraform"};
  if (auto done = check_choice("--color", options.color, kColors); !done) return done.error();
  if (auto done = check_choice("--exit-profile", options.exit_profile, kProfiles); !done) return done.error();
  return options;
}

}  // namespace jada
