#include <fmt/format.h>

#include "engine/cli/commands.h"

namespace jada {
namespace {

std::string names(bool with_flags) {
  std::string all;
  for (const Verb& verb : verbs()) all += std::string(all.empty() ? "" : " ") + std::string(verb.name);
  if (!with_flags) return all;
  for (const Flag& flag : flags()) all += " " + std::string(flag.name);
  return all;
}

// Flags of one verb, and the addresses the state knows: asked of the program itself, so they are never out of date.
std::string bash_script() {
  std::string cases;
  for (const Verb& verb : verbs()) cases += fmt::format("    {}) own=\"{}\" ;;\n", verb.name, verb.flags);
  std::string global;
  for (const Flag& flag : flags()) {
    if (flag.global) global += std::string(flag.name) + " ";
  }
  return fmt::format(R"bash(_jada_reconcile() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} verb="" own="" one
  for one in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " {0} " in *" $one "*) verb=$one; break ;; esac
  done
  case $verb in
    "") COMPREPLY=($(compgen -W "{0} {1}--help --version" -- "$word")); return ;;
{2}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$own {1}--help" -- "$word"))
  else
    case $verb in
      state) COMPREPLY=($(compgen -W "list show forget backup check path" -- "$word")) ;;
      token) COMPREPLY=($(compgen -W "get list refresh diagnose login revoke" -- "$word")) ;;
      alert) COMPREPLY=($(compgen -W "list ack silence resolve" -- "$word")) ;;
      lock) COMPREPLY=($(compgen -W "status break" -- "$word")) ;;
      schema) COMPREPLY=($(compgen -W "toml plan" -- "$word")) ;;
      completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")) ;;
      explain|suspend|resume) COMPREPLY=($(compgen -W "$(jada-reconcile state list -q 2>/dev/null)" -- "$word")) ;;
      *) COMPREPLY=($(compgen -f -- "$word")) ;;
    esac
  fi
}}
complete -F _jada_reconcile jada-reconcile
)bash",
                     names(false), global, cases);
}

std::string zsh_script() {
  return "#compdef jada-reconcile\nautoload -U +X bashcompinit && bashcompinit\n" + bash_script();
}

std::string fish_script() {
  std::string script = "complete -c jada-reconcile -f\n";
  for (const Verb& verb : verbs()) {
    script +=
        fmt::format("complete -c jada-reconcile -n __fish_use_subcommand -a {} -d '{}'\n", verb.name, verb.summary);
  }
  for (const Flag& flag : flags()) {
    std::string owners;
    for (const Verb& verb : verbs()) {
      const std::string own = " " + std::string(verb.flags) + " ";
      if (own.find(" " + std::string(flag.name) + " ") != std::string::npos) owners += " " + std::string(verb.name);
    }
    const std::string where = flag.global ? "" : " -n '__fish_seen_subcommand_from" + owners + "'";
    const std::string value = flag.value.empty() ? "" : " -r -F";
    script +=
        fmt::format("complete -c jada-reconcile{} -l {}{} -d '{}'\n", where, flag.name.substr(2), value, flag.help);
  }
  return script +
         "complete -c jada-reconcile -n '__fish_seen_subcommand_from explain suspend resume' -a '(jada-reconcile state "
         "list -q 2>/dev/null)'\n";
}

}  // namespace

int run_completion(const Options& options, Wire&) {
  const std::string shell = options.words.size() == 1 ? options.words.front() : "";
  if (shell == "bash") return print(bash_script());
  if (shell == "zsh") return print(zsh_script());
  if (shell == "fish") return print(fish_script());
  return report_error("completion needs one word: bash, zsh or fish", Exit::usage);
}

}  // namespace jada
