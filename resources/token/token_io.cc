#include <fmt/format.h>

#include "engine/base/json_lenient.h"
#include "resources/token/refresh.h"
#include "resources/token/token.h"
#include "resources/token/token_store.h"

namespace jada {
namespace {

Result<Done> look_at_journal(const Token::Spec& spec, Env& env, Token::Observed& seen) {
  if (spec.is_minted()) return Done{};
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
    return {
        .fate = WriteFate::failed, .trouble = {Code::unavailable, sentence(*diagnosis)}, .remedy = diagnosis->remedy};
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
  Token::Observed seen{.file = static_cast<Token::Observed::File>(number_in(last, "file")), .node = node};
  seen.trouble = text_in(last, "trouble");
  seen.flaw = text_in(last, "flaw");
  seen.access_print = text_in(last, "access_print");
  seen.refresh_print = text_in(last, "refresh_print");
  seen.holds_access = is_true(last, "holds_access");
  seen.lacks_key = is_true(last, "lacks_key");
  seen.mode = static_cast<unsigned>(number_in(last, "mode"));
  seen.stage = static_cast<Journal::Stage>(number_in(last, "stage"));
  seen.memory = read_memory(look.prior->observed);
  seen.expires_at = seen.memory.expires_at;
  return seen;
}

// What of a token holds secrets besides its file.
std::vector<std::string> files_beside(const Token::Spec& spec) {
  std::vector<std::string> paths{journal_path(spec.file, spec.address.name), spec.file + kPrevious,
                                 spec.file + kDamaged};
  if (!spec.refresh_file.empty()) paths.insert(paths.end(), {spec.refresh_file, spec.refresh_file + kPrevious});
  return paths;
}

// The file's mode, and what the others let more people do.
unsigned widest_mode(const Token::Spec& spec, const TokenStore& file, Env& env) {
  unsigned mode = file.mode();
  for (const std::string& path : files_beside(spec)) {
    const auto seen = env.secrets.look(path);
    if (seen.present() && seen.value().type == FileFacts::Type::file) mode |= seen.value().mode & 077u;
  }
  return mode;
}

Result<Done> close_one(const std::string& path, Env& env) {
  const auto seen = env.secrets.look(path);
  if (!seen.present() || seen.value().type != FileFacts::Type::file || (seen.value().mode & 077u) == 0) return Done{};
  auto closed = env.secrets.set_mode(path, seen.value().mode & 0700u);
  if (closed) return closed;
  return Error{closed.error().code,
               fmt::format("{}. It is open to others: chmod go= {}", closed.error().message, path)};
}

// Whoever wrote a file may have left it open to others; replacing it keeps its mode, so it is closed here. What is no
// token file stands there by mistake, and is nobody's to close.
Result<Done> close_to_others(const Token::Spec& spec, Env& env) {
  TokenStore file(spec, env.secrets);
  file.read();
  if (!file.is_mendable() || (widest_mode(spec, file, env) & 077u) == 0) return Done{};
  const auto turn = take_turn(spec, env);  // else a refresh could put the old mode back
  if (!turn) return turn.error();
  auto closed = close_one(spec.file, env);
  for (const std::string& path : files_beside(spec)) {
    if (auto done = close_one(path, env); !done) closed = done;
  }
  return closed;
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
  if (const auto& error = file.read_error(); error && error->code == Code::unavailable) return *error;
  seen.trouble = file.trouble();
  seen.flaw = file.flaw();
  seen.access_print = file.access().fingerprint();
  seen.refresh_print = file.refresh().fingerprint();
  seen.expires_at = file.expires_at();
  seen.holds_access = file.holds_access();
  seen.mode = widest_mode(spec, file, env);
  seen.lacks_key = spec.grant == Grant::self_signed_jwt && env.secrets.look(spec.key_file).absent();
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
