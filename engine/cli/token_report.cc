#include "engine/cli/token_report.h"

#include <fmt/format.h>

#include "engine/base/json.h"
#include "engine/cli/terminal.h"
#include "resources/token/attempt.h"
#include "resources/token/refresh.h"
#include "resources/token/window.h"

namespace jada {
namespace {

std::string when(const std::optional<Time>& at) { return at ? to_string(*at) : "unknown"; }

// The lines of the report, and the same as JSON.
class Report {
 public:
  Report(const Token::Spec& spec, Env& env) : spec_(spec), env_(env), attempt_(spec, env) {}

  void make() {
    attempt_.look();
    line("file", spec_.file + (attempt_.file().trouble().empty() ? "" : " (" + attempt_.file().trouble() + ")"));
    line("grant", std::string(word(spec_.grant)));
    tell_life();
    tell_past();
    tell_clock();
    try_it();
    attempt_.look();
    const std::string lack = lacking_scopes(spec_, attempt_.memory());
    if (!lack.empty()) line("not granted", lack + ": log in again and agree to all scopes");
  }

  bool good() const { return good_; }
  const std::string& text() const { return text_; }
  const Json& json() const { return json_; }

 private:
  void line(std::string_view name, const std::string& value) {
    text_ += fmt::format("  {:<12}{}\n", name, value);
    json_[std::string(name)] = value;
  }

  void tell_life() {
    const auto expires_at = attempt_.expires_at();
    const Windows windows = attempt_.windows();
    const Urgency urgent = urgency(expires_at, windows, attempt_.now());
    std::string life = fmt::format("{}, ends {}", word(urgent), when(expires_at));
    if (expires_at && *expires_at > attempt_.now())
      life += fmt::format(" (in {})", about(*expires_at - attempt_.now()));
    line("access", life);
    line("window", fmt::format("refreshed when less than {} is left; an outage below {}", about(windows.advisory),
                               about(windows.mandatory)));
  }

  void tell_past() {
    const TokenMemory& memory = attempt_.memory();
    if (spec_.grant == Token::Grant::refresh_token) {
      line("refresh", fmt::format("first seen {}, last proven {}, rotation {}", when(memory.issued_at),
                                  when(memory.proven_at), word(memory.rotation)));
    }
    if (memory.scopes_granted) line("scopes", *memory.scopes_granted);
    if (const auto death = forecast(spec_, memory))
      line("dies", fmt::format("{} ({})", to_string(death->at), word(death->fault)));
    if (memory.fault) {
      const std::string since = memory.failing_since ? about(attempt_.now() - *memory.failing_since) : "a while";
      line("failing",
           fmt::format("{} for {}, {} tries: {}", word(*memory.fault), since, memory.attempts, memory.cause));
    }
  }

  void tell_clock() {
    const auto offset = attempt_.memory().clock_offset;
    if (offset != Duration(0))
      line("clock", fmt::format("ours is {} {} the provider's; corrected for", about(std::chrono::abs(offset)),
                                offset > Duration(0) ? "behind" : "ahead of"));
  }

  // The only proof that a refresh token works is a refresh; one that is parked is not sent again.
  void try_it() {
    auto result = refresh(spec_, {.why = Demand::Why::force}, env_);
    const auto* diagnosis = std::get_if<Diagnosis>(&result);
    good_ = diagnosis == nullptr;
    if (good_) return line("tried", "refreshed just now; good until " + when(std::get<Served>(result).expires_at));
    line("tried", diagnosis->cause);
    line("diagnosis", std::string(word(diagnosis->fault)));
    if (!diagnosis->remedy.empty()) line("mend", diagnosis->remedy);
    if (next_step(diagnosis->fault) != Next::park) return;
    Json list = Json::array();
    for (const Hypothesis& one : hypotheses(attempt_.past())) {
      text_ += fmt::format("  {:<12}{}: {}\n", list.empty() ? "perhaps" : "", word(one.fault), one.evidence);
      list.push_back({{"diagnosis", word(one.fault)}, {"evidence", one.evidence}});
    }
    json_["hypotheses"] = std::move(list);
  }

  const Token::Spec& spec_;
  Env& env_;
  Attempt attempt_;
  std::string text_{};
  Json json_ = Json::object();
  bool good_ = false;
};

}  // namespace

int report_token(const Options& options, const Token::Spec& spec, Env& env) {
  Report report(spec, env);
  report.make();
  const std::string head = to_string(spec.address) + "\n";
  const int written = print(options.json ? report.json().dump(2) + "\n" : head + report.text());
  return written != 0 || report.good() ? written : static_cast<int>(Exit::failed_unchanged);
}

}  // namespace jada
