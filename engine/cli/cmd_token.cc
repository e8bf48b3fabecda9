#include <fmt/format.h>

#include "engine/base/json_or_null.h"
#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/token_hold.h"
#include "engine/cli/token_list.h"
#include "engine/cli/token_login.h"
#include "engine/cli/token_output.h"
#include "engine/cli/token_report.h"
#include "resources/token/refresh.h"
#include "resources/token/revocation.h"
#include "state/open.h"

namespace jada {
namespace {

using Tokens = std::vector<const Token::Spec*>;

// One token of the file and what it takes to act on it.
class OneToken {
 public:
  OneToken(const Options& options, const Desired& desired, const Token::Spec& spec, Env& env)
      : options_(options), desired_(desired), spec_(spec), env_(env) {}

  int get() {
    Demand demand{.why = Demand::Why::use, .patient = true};
    if (options_.after_401) demand = {.why = Demand::Why::force, .after_refusal = true, .patient = true};
    demand.bar = bar();
    const auto result = refresh(spec_, demand, env_);
    if (const auto* diagnosis = std::get_if<Diagnosis>(&result)) return failed(*diagnosis);
    const auto& served = std::get<Served>(result);
    if (!served.trouble.empty())
      tell(options_, to_string(spec_.address) + ": " + exact_commands(served.trouble, options_));
    if (!options_.json) return print(served.access.reveal() + "\n");
    return print_json({{"address", to_string(spec_.address)},
                       {"token", served.access.reveal()},
                       {"expires_at", or_null(served.expires_at)}});
  }

  int refresh_now() {
    const auto result = refresh(spec_, {.why = Demand::Why::force, .bar = bar()}, env_);
    if (const auto* diagnosis = std::get_if<Diagnosis>(&result)) return failed(*diagnosis);
    const auto& served = std::get<Served>(result);
    if (!served.trouble.empty())
      return failed({.fault = Fault::file_not_writable, .cause = served.trouble}, Exit::failed_changed);
    if (options_.json)
      return print_json({{"address", to_string(spec_.address)},
                         {"expires_at", or_null(served.expires_at)},
                         {"outcome", "refreshed"}});
    const std::string until = served.expires_at ? to_string(*served.expires_at) : "an unknown time";
    return print(fmt::format("{}: refreshed; good until {}\n", to_string(spec_.address), until));
  }

  int diagnose_now() { return report_token(options_, spec_, bar(), env_); }

  int revoke_now() {
    if (!options_.yes && !may_ask(options_))
      return report_error("there is nobody to ask: add --yes to revoke without asking", Exit::usage);
    if (!options_.yes &&
        !ask(fmt::format("Revoke {}? Whoever reads {} is locked out.", to_string(spec_.address), spec_.file)))
      return report_error("declined: nothing was changed", Exit::declined);
    if (const auto setback = revoke(spec_, env_)) return failed(setback->diagnosis, exit_of(*setback));
    if (options_.json) return print_json({{"address", to_string(spec_.address)}, {"outcome", "revoked"}});
    const std::string login = exact_commands("jada-reconcile token login " + spec_.address.name, options_);
    return print(fmt::format("{}: revoked. To use it again: {}\n", to_string(spec_.address), login));
  }

 private:
  // Neither a suspended token nor one that is only observed is refreshed, whoever asks.
  std::function<std::optional<Diagnosis>()> bar() const {
    return [this] { return hold_on(*desired_.find(spec_.address), desired_, env_.clock.now()); };
  }

  int failed(const Diagnosis& diagnosis, Exit code = Exit::failed_unchanged) const {
    return report_failure(options_, spec_, diagnosis, code);
  }

  const Options& options_;
  const Desired& desired_;
  const Token::Spec& spec_;
  Env& env_;
};

Tokens tokens_in(const Desired& desired) {
  Tokens tokens;
  for (const Declared& declared : desired.resources) {
    if (const auto* spec = spec_of<Token>(*declared.resource)) tokens.push_back(spec);
  }
  return tokens;
}

// `google` or `token.google`.
std::string bare_name(const std::string& word) {
  const std::string prefix = std::string(Token::name) + ".";
  return word.starts_with(prefix) ? word.substr(prefix.size()) : word;
}

std::string unknown_name(const std::string& name, const Tokens& tokens) {
  std::vector<std::string_view> known;
  for (const Token::Spec* spec : tokens) known.push_back(spec->address.name);
  std::string message = fmt::format("no token `{}` is declared", printable(name));
  if (const auto meant = nearest(name, known); meant && !name.empty())
    message += fmt::format(": did you mean `{}`?", *meant);
  if (known.empty()) return message + "; nor is any other";
  return fmt::format("{}\ndeclared: {}", message, fmt::join(known, " "));
}

int act(const Options& options, const Desired& desired, const Token::Spec& spec, Env& env) {
  const std::string& what = options.words.front();
  OneToken token(options, desired, spec, env);
  if (what == "get") return token.get();
  if (what == "refresh") return token.refresh_now();
  if (what == "diagnose") return token.diagnose_now();
  if (what == "login") return log_in(options, spec, env);
  return token.revoke_now();
}

int refused(const std::vector<Diagnostic>& faults) {
  show(faults);
  return static_cast<int>(Exit::invalid);
}

int run_list(const Options& options, Wire& wire) {
  const Desired desired = wire.read_desired_alone();
  if (const auto faults = desired.faults_of({std::string(Token::name), ""}); !faults.empty()) return refused(faults);
  const auto store = memory_store();
  Env env{wire.outside(desired.controller), *store};
  return list_tokens(options, tokens_in(desired), env);
}

// A script's token does not depend on what is wrong elsewhere in the file, nor wait until all of it is read.
int run_named(const Options& options, const std::string& name, Wire& wire) {
  const Address address{.kind = std::string(Token::name), .name = name};
  const Desired desired = wire.read_desired_alone(&address);
  if (const auto faults = desired.faults_of(address); !faults.empty()) return refused(faults);
  const Declared* declared = desired.find(address);
  if (declared == nullptr) return report_error(unknown_name(name, tokens_in(wire.read_desired_alone())), Exit::usage);
  const auto store = memory_store();
  Env env{wire.outside(desired.controller), *store};
  return act(options, desired, *spec_of<Token>(*declared->resource), env);
}

}  // namespace

int run_token(const Options& options, Wire& wire) {
  const std::string what = options.words.empty() ? "" : options.words.front();
  const Part* part = find_part(*find_verb_row("token"), what);
  if (part == nullptr)
    return report_error("token needs one of: " + names_of_parts(*find_verb_row("token")), Exit::usage);
  const std::size_t needed = part->words.empty() ? 1 : 2;
  if (options.words.size() != needed)
    return report_error(
        needed == 1 ? "token " + what + " takes no name" : "token " + what + " needs the NAME of one token",
        Exit::usage);
  return needed == 1 ? run_list(options, wire) : run_named(options, bare_name(options.words[1]), wire);
}

}  // namespace jada
