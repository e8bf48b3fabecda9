#include <fmt/format.h>

#include "resources/token/refresh.h"
#include "resources/token/token.h"
#include "resources/token/token_store.h"

namespace jada {
namespace {

Result<Done> look_at_journal(const Token::Spec& spec, Env& env, Token::Observed& seen) {
  const std::string path = journal_path(spec.file, spec.address.name);
  const auto file = env.secrets.read(path);
  if (!file) return file.error().code == Code::missing ? Result<Done>(Done{}) : Result<Done>(file.error());
  const auto journal = read_journal(file->text);
  if (!journal) return within(path, journal.error());
  seen.stage = journal->stage;
  return Done{};
}

Outcome outcome_of(const std::variant<Served, Diagnosis>& result) {
  if (const auto* diagnosis = std::get_if<Diagnosis>(&result))
    return {.fate = WriteFate::failed, .trouble = {Code::unavailable, sentence(*diagnosis)}};
  const auto& served = std::get<Served>(result);
  if (!served.trouble.empty()) return {.fate = WriteFate::failed, .trouble = {Code::unavailable, served.trouble}};
  return {.fate = WriteFate::done};
}

// What the last look left in the record, for a plan that looks at nothing.
Result<Token::Observed> recalled(const Look& look, const std::string& node) {
  const auto note = parse_json(look.prior ? look.prior->observed : "");
  if (!note || !note->is_object() || !note->contains("look"))
    return Error{Code::unavailable, "was never looked at; plan once without --no-observe"};
  const Json& last = (*note)["look"];
  Token::Observed seen{.file = static_cast<Token::Observed::File>(last.value("file", 0)), .node = node};
  seen.trouble = last.value("trouble", "");
  seen.flaw = last.value("flaw", "");
  seen.access_print = last.value("access_print", "");
  seen.refresh_print = last.value("refresh_print", "");
  seen.holds_access = last.value("holds_access", true);
  seen.mode = last.value("mode", 0600u);
  seen.stage = static_cast<Journal::Stage>(last.value("stage", 0));
  seen.memory = read_memory(look.prior->observed);
  seen.expires_at = seen.memory.expires_at;
  return seen;
}

// Whoever wrote the file may have left it open to others; replacing it keeps its mode, so it is closed here. What is no
// token file stands there by mistake, and is nobody's to close.
Result<Done> close_to_others(const Token::Spec& spec, Env& env) {
  TokenStore file(spec, env.secrets);
  file.read();
  if (!file.is_mendable() || (file.mode() & 077u) == 0) return Done{};
  auto closed = env.secrets.set_mode(spec.file, file.mode() & 0700u);
  if (closed) return closed;
  return Error{closed.error().code,
               fmt::format("{}. It is open to others: chmod go= {}", closed.error().message, spec.file)};
}

}  // namespace

Result<Token::Observed> Token::observe(const Spec& spec, const Look& look, Env& env) {
  if (look.stored_only) return recalled(look, env.node);
  Observed seen{.node = env.node};
  const auto kept = env.memory.recall(look.address.resource());
  if (!kept) return kept.error();
  seen.memory = read_memory(*kept);
  TokenStore file(spec, env.secrets);
  seen.file = file.read();
  seen.trouble = file.trouble();
  seen.flaw = file.flaw();
  seen.access_print = file.access().fingerprint();
  seen.refresh_print = file.refresh().fingerprint();
  seen.expires_at = file.expires_at();
  seen.holds_access = file.holds_access();
  seen.mode = file.mode();
  if (auto done = look_at_journal(spec, env, seen); !done) return done.error();
  return seen;
}

std::vector<Outcome> Token::apply(const Spec& spec, Changes batch, Env& env) {
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    // A plan may be old: the demand is by the clock, not by the plan. What is fresh by now is left alone.
    const auto closed = close_to_others(spec, env);
    Outcome outcome = outcome_of(refresh(spec, {.why = Demand::Why::due}, env));
    const bool stays_open = !closed && outcome.fate == WriteFate::done;
    outcomes.push_back(stays_open ? Outcome{.fate = WriteFate::failed, .trouble = closed.error()} : std::move(outcome));
  }
  return outcomes;
}

}  // namespace jada
