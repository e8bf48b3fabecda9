#include "engine/cli/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/base/text.h"
#include "engine/cli/help.h"
#include "engine/host/stop_signals.h"

namespace jada {
namespace {

const Verb kVerbs[] = {
    {"init", "[DIR]", "write a commented desired.toml that runs on embedded defaults", "",
     "jada-reconcile init  a desired.toml in this folder\n"
     "jada-reconcile init fleet  one in ./fleet\n",
     run_init},
    {"validate", "", "check desired.toml offline: every fault at once", "",
     "jada-reconcile validate  check ./desired.toml\n"
     "jada-reconcile validate -f prod.toml --json  faults for an editor\n",
     run_validate},
    {"plan", "", "look at the world and show what apply would do",
     "--out --select --exclude --detailed-exitcode --exit-profile --report --parallelism --lock-timeout --no-observe "
     "--max-age "
     "--allow --message",
     "jada-reconcile plan  what would be done, and why\n"
     "jada-reconcile plan --out crew.plan  save it, to apply exactly this\n"
     "jada-reconcile plan --detailed-exitcode --report markdown=plan.md  in a pull request\n",
     run_plan},
    {"apply", "[PLANFILE]", "make the world as declared",
     "--yes --select --exclude --detailed-exitcode --exit-profile --report --parallelism --lock-timeout --no-observe "
     "--max-age --allow --message",
     "jada-reconcile apply  show the plan, ask, carry it out\n"
     "jada-reconcile apply --yes  without asking\n"
     "jada-reconcile apply crew.plan --yes  a saved plan, if it still holds\n"
     "jada-reconcile apply --yes --allow 'delete:roster.crew<=40' -m 'season over'  past a guard, counted\n",
     run_apply},
    {"drift", "", "show only what moved outside of desired.toml; for CI",
     "--select --exclude --detailed-exitcode --exit-zero --exit-profile --report --parallelism --lock-timeout "
     "--no-observe "
     "--max-age --allow --message",
     "jada-reconcile drift  exit 3 when somebody changed a region by hand\n"
     "jada-reconcile drift --report junit=drift.xml --report sarif=drift.sarif  for CI\n",
     run_drift},
    {"run", "", "keep the world as declared, run schedules, raise alerts; until SIGTERM",
     "--once --select --exclude --report --parallelism --lock-timeout --allow --message",
     "jada-reconcile run  as a service: docs/operations.md\n"
     "jada-reconcile run --once  one pass, for a timer\n",
     run_run},
    {"status", "", "one screen: how every resource stands", "--check",
     "jada-reconcile status  conditions, newest look, what is due\n"
     "jada-reconcile status --check  for a monitoring system\n",
     run_status},
    {"explain", "ADDRESS", "why a resource or an item is as it is", "",
     "jada-reconcile explain roster.crew  from the line in the file to the last look\n"
     "jada-reconcile explain roster.crew/ada  one item in every region\n",
     run_explain},
    {"token", "get|list|refresh|diagnose|login|revoke [NAME]", "one token: print it, renew it, find out what ails it",
     "--after-401 --no-browser --device --yes",
     "jada-reconcile token get google  a valid access token on standard output, for scripts\n"
     "jada-reconcile token get google --after-401  another one, after an API refused it\n"
     "jada-reconcile token refresh google  a new one now\n"
     "jada-reconcile token diagnose google  what ails it\n"
     "jada-reconcile token login google --no-browser  a new refresh token, on a machine without a screen\n"
     "jada-reconcile token revoke google  give it back\n",
     run_token, token_parts},
    {"sync", "run|next|history|list [NAME] [N]", "one schedule: run it now, see when it is due and how it went", "",
     "jada-reconcile sync run port_sheet  now\n"
     "jada-reconcile sync next port_sheet 3  its next slots\n"
     "jada-reconcile sync history port_sheet  what became of the last ones\n",
     run_sync, sync_parts},
    {"alert", "list|ack|silence|resolve [ID|ADDRESS]", "the book of alerts: what fires, and what is done about it",
     "--for --message",
     "jada-reconcile alert list  open ones first\n"
     "jada-reconcile alert ack token.google -m 'on it'  no reminder until it is over\n"
     "jada-reconcile alert silence 1f0c --for 2h -m 'known'  not a word for two hours\n"
     "jada-reconcile alert resolve 1f0c  say that it is over\n",
     run_alert, alert_parts},
    {"suspend", "ADDRESS", "stop acting on a resource; it is still watched", "--for --message",
     "jada-reconcile suspend roster.crew --for 2h -m 'engine swap'  ends by itself\n", run_suspend},
    {"resume", "ADDRESS", "act on it again", "--message", "jada-reconcile resume roster.crew  take a suspension back\n",
     run_resume},
    {"state", "list|show|forget|backup|check|path", "look into the state database and look after it", "--message",
     "jada-reconcile state list  every resource\n"
     "jada-reconcile state show roster.crew/ada  one record\n"
     "jada-reconcile state forget roster.old  drop what is known of it; the world stays\n"
     "jada-reconcile state backup state.copy.db  a copy, while others work\n"
     "jada-reconcile state check  prove that it is sound\n",
     run_state},
    {"sql", "QUERY", "query the state, read-only", "--csv",
     "jada-reconcile sql 'SELECT * FROM drift'  what is apart\n"
     "jada-reconcile sql --csv 'SELECT item, replica, status FROM roster_items'  for a spreadsheet\n",
     run_sql},
    {"lock", "status|break", "who holds the write lock", "--if-stale",
     "jada-reconcile lock status  holder, phase and progress\n"
     "jada-reconcile lock break --if-stale  only when its holder is gone\n",
     run_lock},
    {"schema", "toml|plan", "JSON Schema of the formats", "",
     "jada-reconcile schema toml > desired.schema.json  for an editor\n"
     "jada-reconcile schema plan  of plan --json\n",
     run_schema},
    {"completion", "bash|zsh|fish", "a completion script for a shell", "",
     "source <(jada-reconcile completion bash)  in ~/.bashrc\n", run_completion},
};

bool asks(std::span<const std::string> arguments, std::string_view flag, std::string_view letter) {
  return std::any_of(arguments.begin(), arguments.end(),
                     [&](const std::string& word) { return word == flag || word == letter; });
}

int unknown_verb(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Verb& verb : kVerbs) names.push_back(verb.name);
  std::string message = "unknown verb `" + printable(name) + "`";
  static constexpr std::string_view kLater[] = {"preflight"};
  if (std::find(std::begin(kLater), std::end(kLater), name) != std::end(kLater)) {
    return report_error("`" + name + "` is not in this version\n`jada-reconcile --help` lists the verbs", Exit::usage);
  }
  if (const auto meant = nearest(name, names)) message += ": did you mean `" + *meant + "`?";
  return report_error(message + "\n`jada-reconcile --help` lists the verbs", Exit::usage);
}

// `token get`: as much of it as names something; the rest is what the verb would be given.
int show_help(std::span<const std::string> words) {
  if (words.empty()) return print(help_of_all());
  if (words.front() == "exit-codes") return print(help_of_exit_codes());
  const Verb* verb = find_verb_row(words.front());
  if (verb == nullptr) return unknown_verb(words.front());
  const Part* part = find_part(*verb, words.size() > 1 ? words[1] : "");
  return print(part == nullptr ? help_of(*verb) : help_of(*verb, *part));
}

}  // namespace

std::span<const Verb> verbs() { return kVerbs; }

const Verb* find_verb_row(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kVerbs), std::end(kVerbs), [&](const Verb& verb) { return verb.name == name; });
  return found == std::end(kVerbs) ? nullptr : found;
}

const Part* find_part(const Verb& verb, std::string_view name) {
  if (verb.parts == nullptr) return nullptr;
  const auto parts = verb.parts();
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.name == name; });
  return found == parts.end() ? nullptr : &*found;
}

std::string names_of_parts(const Verb& verb) {
  std::vector<std::string> names;
  for (const Part& part : verb.parts()) names.emplace_back(part.name);
  return join(names, ", ");
}

int run_program(std::span<const std::string> arguments) {
  watch_stop_signals();
  const std::vector<std::string> words = plain_words(arguments);
  const std::string name = words.empty() ? "" : words.front();
  if (asks(arguments, "--version", "--version")) return print(fmt::format("jada-reconcile {}\n", Wire::version()));
  if (name == "help") return show_help(std::span(words).subspan(1));
  if (asks(arguments, "--help", "-h")) return show_help(words);
  if (name.empty()) return report_error("no verb\n" + help_of_all(), Exit::usage);
  const Verb* verb = find_verb_row(name);
  if (verb == nullptr) return unknown_verb(name);
  const Part* part = find_part(*verb, words.size() > 1 ? words[1] : "");
  const auto options = parse_options(arguments, name, flag_names(part == nullptr ? verb->flags : part->flags));
  if (!options)
    return report_error(fmt::format("{}\n`jada-reconcile {}{} --help` lists its flags", options.error().message, name,
                                    part == nullptr ? "" : " " + std::string(part->name)),
                        Exit::usage);
  Wire wire(*options);
  return verb->run(*options, wire);
}

}  // namespace jada
