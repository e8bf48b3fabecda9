#include "engine/cli/token_report.h"

#include <fmt/format.h>

#include "engine/base/json_or_null.h"
#include "engine/base/text.h"
#include "engine/cli/token_output.h"
#include "resources/token/attempt.h"
#include "resources/token/refresh.h"
#include "resources/token/window.h"

namespace jada {
namespace {

std::string when(const std::optional<Time>& at) { return at ? to_string(*at) : "at an unknown time"; }

// The report as lines and as JSON; the members of the JSON are always there.
class Report {
 public:
  using Bar = std::function<std::optional<Diagnosis>()>;

  Report(const Options& options, const Token::Spec& spec, Bar bar, Env& env)
      : options_(options), spec_(spec), bar_(std::move(bar)), env_(env), attempt_(spec, env) {}

  void make() {
    attempt_.look();
    line("file", attempt_.file().trouble().empty() ? spec_.file : attempt_.file().trouble());
    line("grant", word(spec_.grant));
    tell_life();
    tell_past();
    tell_clock();
    is_proven() ? tell_proof() : try_it();
    attempt_.look();
    const std::string lack = lacking_scopes(spec_, attempt_.memory());
    if (!lack.empty()) line("not granted", lack + ": log in again and agree to all scopes");
  }

  bool good() const { return !diagnosis_; }
  std::string text() const { return to_string(spec_.address) + "\n" + text_; }

  Json json() const {
    const TokenMemory& memory = attempt_.memory();
    const auto ends = attempt_.expires_at();
    const auto death = forecast(spec_, memory);
    Json json{{"address", to_string(spec_.address)},
              {"file", spec_.file},
              {"grant", word(spec_.grant)},
              {"rotation", word(memory.rotation)},
              {"expires_at", or_null(ends)},
              {"refresh_due_at", ends ? Json(to_string(attempt_.windows().due_at(*ends))) : Json()},
              {"refresh_token_expires_at", or_null(memory.refresh_expires_at)},
              {"last_proven_at", or_null(memory.proven_at)},
              {"scopes_granted", memory.scopes_granted ? Json(*memory.scopes_granted) : Json()},
              {"scopes_lacking", lacking_scopes(spec_, memory)},
              {"dies_at", death ? Json(to_string(death->at)) : Json()},
              {"dies_of", death ? Json(word(death->fault)) : Json()},
              {"clock_offset_ms", memory.clock_offset.count()},
              {"outcome", outcome_},
              {"hypotheses", hypotheses_}};
    json.update(diagnosis_ ? to_json(*diagnosis_, options_)
                           : Json{{"diagnosis", nullptr}, {"cause", nullptr}, {"remedy", nullptr}});
    return json;
  }

 private:
  void line(std::string_view name, std::string_view value) {
    text_ += fmt::format("  {:<12}{}\n", name, printable(value));
  }

  void tell_life() {
    const auto ends = attempt_.expires_at();
    const Windows windows = attempt_.windows();
    const bool holds_any = attempt_.file().holds_access() && !attempt_.file().access().empty();
    std::string life = holds_any ? fmt::format("{}, ends {}", word(urgency(ends, windows, attempt_.now())), when(ends))
                                 : "the file holds none";
    if (holds_any && ends && *ends > attempt_.now()) life += fmt::format(" (in {})", about(*ends - attempt_.now()));
    line("access", life);
    line("window", fmt::format("refreshed when less than {} is left; an outage below {}", about(windows.advisory),
                               about(windows.mandatory)));
  }

  void tell_past() {
    const TokenMemory& memory = attempt_.memory();
    if (!spec_.is_minted()) {
      line("refresh", fmt::format("first seen {}, last proven {}, rotation {}", when(memory.issued_at),
                                  when(memory.proven_at), word(memory.rotation)));
    }
    if (memory.scopes_granted) line("scopes", *memory.scopes_granted);
    if (const auto death = forecast(spec_, memory))
      line("dies", fmt::format("{} ({})", to_string(death->at), word(death->fault)));
    if (!memory.fault) return;
    const std::string since = memory.failing_since ? about(attempt_.now() - *memory.failing_since) : "a while";
    line("failing", fmt::format("{} for {}, {}: {}", word(*memory.fault), since,
                                counted(static_cast<std::size_t>(memory.attempts), "try"), memory.cause));
  }

  void tell_clock() {
    const auto offset = attempt_.memory().clock_offset;
    if (offset != Duration(0))
      line("clock", fmt::format("ours is {} {} the provider's; corrected for", about(std::chrono::abs(offset)),
                                offset > Duration(0) ? "behind" : "ahead of"));
  }

  bool is_proven() const {
    const TokenMemory& memory = attempt_.memory();
    const bool is_ours = memory.proven_at && memory.access_print == attempt_.access_print() &&
                         memory.refresh_print == attempt_.file().refresh().fingerprint();
    return attempt_.file().state() == TokenStore::State::good && is_ours && !memory.fault && !attempt_.unproven() &&
           urgency(attempt_.expires_at(), attempt_.windows(), attempt_.now()) == Urgency::none;
  }

  void tell_proof() {
    outcome_ = "fresh";
    line("tried", fmt::format("nothing: proven {} ago. To prove it anew: {}",
                              about(attempt_.now() - *attempt_.memory().proven_at),
                              exact_commands("jada-reconcile token refresh " + spec_.address.name, options_)));
  }

  void try_it() {
    auto result = refresh(spec_, {.why = Demand::Why::force, .bar = bar_}, env_);
    if (const auto* served = std::get_if<Served>(&result)) {
      outcome_ = "refreshed";
      line("tried", "refreshed just now; good until " +
                        (served->expires_at ? to_string(*served->expires_at) : "an unknown time"));
      if (!served->trouble.empty()) line("but", served->trouble);
      return;
    }
    outcome_ = "failed";
    diagnosis_ = std::get<Diagnosis>(std::move(result));
    line("tried", diagnosis_->cause);
    line("diagnosis", word(diagnosis_->fault));
    if (!diagnosis_->remedy.empty()) line("mend", exact_commands(diagnosis_->remedy, options_));
    if (next_step(diagnosis_->fault) != Next::park) return;
    for (const Hypothesis& one : hypotheses(attempt_.past())) {
      line(hypotheses_.empty() ? "perhaps" : "", fmt::format("{}: {}", word(one.fault), one.evidence));
      hypotheses_.push_back({{"diagnosis", word(one.fault)}, {"evidence", one.evidence}});
    }
  }

  const Options& options_;
  const Token::Spec& spec_;
  Bar bar_;
  Env& env_;
  Attempt attempt_;
  std::string text_{};
  std::string outcome_{};
  std::optional<Diagnosis> diagnosis_{};
  Json hypotheses_ = Json::array();
};

}  // namespace

int report_token(const Options& options, const Token::Spec& spec, std::function<std::optional<Diagnosis>()> bar,
                 Env& env) {
  Report report(options, spec, std::move(bar), env);
  report.make();
  const int written = options.json ? print_json(report.json()) : print(report.text());
  return written != 0 || report.good() ? written : static_cast<int>(Exit::failed_unchanged);
}

}  // namespace jada
