#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/cli/commands.h"
#include "engine/cli/token_hold.h"
#include "engine/cli/token_login.h"
#include "engine/cli/token_report.h"
#include "resources/token/login.h"
#include "resources/token/refresh.h"
#include "state/open.h"

namespace jada {
namespace {

// One token of the file and what it takes to act on it.
class OneToken {
 public:
  OneToken(const Options& options, const Desired& desired, const Token::Spec& spec, Env& env)
      : options_(options), desired_(desired), spec_(spec), env_(env) {}

  int run(std::string_view what) {
    if (what == "get") return get();
    if (what == "refresh") return refresh_now();
    if (what == "diagnose") return report_token(options_, spec_, env_);
    if (what == "login") return log_in(options_, spec_, env_);
    return revoke_now();
  }

 private:
  int failed(const Diagnosis& diagnosis) const {
    return report_error(to_string(spec_.address) + ": " + sentence(diagnosis), Exit::failed_unchanged);
  }

  // Neither a suspended token nor one that is only observed is refreshed, whoever asks.
  std::function<std::optional<Diagnosis>()> bar() const {
    return [this] { return hold_on(*desired_.find(spec_.address), desired_, env_.clock.now()); };
  }

  int get() {
    Demand demand{.why = Demand::Why::use, .patient = true};
    if (options_.after_401) demand = {.why = Demand::Why::force, .after_refusal = true, .patient = true};
    demand.bar = bar();
    const auto result = refresh(spec_, demand, env_);
    if (const auto* diagnosis = std::get_if<Diagnosis>(&result)) return failed(*diagnosis);
    const auto& served = std::get<Served>(result);
    if (!served.trouble.empty()) tell(options_, to_string(spec_.address) + ": " + served.trouble);
    return print(served.access.reveal() + "\n");
  }

  int refresh_now() {
    const auto result = refresh(spec_, {.why = Demand::Why::force, .bar = bar()}, env_);
    if (const auto* diagnosis = std::get_if<Diagnosis>(&result)) return failed(*diagnosis);
    const auto& served = std::get<Served>(result);
    if (!served.trouble.empty())
      return report_error(to_string(spec_.address) + ": " + served.trouble, Exit::failed_changed);
    const std::string until = served.expires_at ? to_string(*served.expires_at) : "an unknown time";
    return print(fmt::format("{}: refreshed; good until {}\n", to_string(spec_.address), until));
  }

  int revoke_now() {
    if (!options_.yes && !may_ask(options_))
      return report_error("there is nobody to ask: add --yes to revoke without asking", Exit::usage);
    if (!options_.yes &&
        !ask(fmt::format("Revoke {}? Whoever reads {} is locked out.", to_string(spec_.address), spec_.file)))
      return report_error("declined: nothing was changed", Exit::declined);
    if (const auto trouble = revoke(spec_, env_)) return failed(*trouble);
    return print(fmt::format("{}: revoked. To use it again: jada-reconcile token login {}\n", to_string(spec_.address),
                             spec_.address.name));
  }

  const Options& options_;
  const Desired& desired_;
  const Token::Spec& spec_;
  Env& env_;
};

// `google` or `token.google`.
std::string bare_name(const std::string& word) {
  const std::string prefix = std::string(Token::name) + ".";
  return word.starts_with(prefix) ? word.substr(prefix.size()) : word;
}

Result<const Token::Spec*> declared_token(const std::string& word, const Desired& desired) {
  const std::string name = bare_name(word);
  std::vector<std::string_view> known;
  for (const Declared& declared : desired.resources) {
    const Token::Spec* spec = spec_of<Token>(*declared.resource);
    if (spec == nullptr) continue;
    if (spec->address.name == name) return spec;
    known.push_back(spec->address.name);
  }
  std::string message = fmt::format("no token `{}` is declared", name);
  if (const auto meant = nearest(name, known)) message += fmt::format(": did you mean `{}`?", *meant);
  return Error{Code::invalid, std::move(message)};
}

}  // namespace

int run_token(const Options& options, Wire& wire) {
  constexpr std::string_view kWords[] = {"get", "refresh", "diagnose", "login", "revoke"};
  const bool known = !options.words.empty() && std::ranges::find(kWords, options.words.front()) != std::end(kWords);
  if (!known || options.words.size() != 2)
    return report_error("token needs get, refresh, diagnose, login or revoke, and the NAME of one token", Exit::usage);
  const Desired desired = wire.read_desired_alone();
  // A script's token does not depend on what is wrong elsewhere in the file.
  if (const auto faults = desired.faults_of({std::string(Token::name), bare_name(options.words[1])}); !faults.empty()) {
    show(faults);
    return static_cast<int>(Exit::invalid);
  }
  const auto spec = declared_token(options.words[1], desired);
  if (!spec) return report_error(spec.error().message, Exit::usage);
  if (!desired.valid()) tell(options, desired.path + " has faults elsewhere: `jada-reconcile validate` shows them");
  const auto store = memory_store();
  Env env{wire.outside(desired.controller), *store};
  return OneToken(options, desired, **spec, env).run(options.words.front());
}

}  // namespace jada
