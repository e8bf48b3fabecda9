// The part of an attempt that must not lose a rotated refresh token: intent, one request, answer, and recovery.
#include <fmt/format.h>

#include "resources/token/attempt.h"

namespace jada {
namespace {

// An answer is refused beyond 1 MiB, and one that large is no answer of a token endpoint.
constexpr std::size_t kRoomForAnswer = 64 * 1024;

}  // namespace

Result<Done> Attempt::read_journal_file() {
  journal_ = {};
  if (!has_refresh_token()) return Done{};
  const std::string path = journal_path(spec_.file, spec_.address.name);
  const auto file = env_.secrets.read(path);
  if (!file) return file.error().code == Code::missing ? Result<Done>(Done{}) : Result<Done>(file.error());
  auto journal = read_journal(file->text);
  if (!journal) return Error{Code::invalid, path + ": " + journal.error().message + "; move it away to go on"};
  journal_ = std::move(*journal);
  return Done{};
}

Result<Done> Attempt::write_journal(std::unique_ptr<Replacement> place, Journal journal) {
  if (!place) {
    auto made = env_.secrets.prepare(journal_path(spec_.file, spec_.address.name), 0);
    if (!made) return made.error();
    place = std::move(*made);
  }
  auto done = place->commit(to_text(journal));
  if (done) journal_ = std::move(journal);
  return done;
}

// Spends the refresh token, exactly once per journal stage. Everything that keeps the answer is ready before.
std::optional<Diagnosis> Attempt::spend(Journal::Stage stage) {
  const std::string path = journal_path(spec_.file, spec_.address.name);
  const auto refuse = [&](const Error& error) {
    return unkept({error.code, error.message + ": not refreshed, since the result could not be kept"});
  };
  auto intent = env_.secrets.prepare(path, 0);
  if (!intent) return refuse(intent.error());
  auto room = env_.secrets.prepare(path, kRoomForAnswer);
  if (!room) return refuse(room.error());
  sent_print_ = file_.refresh().fingerprint();
  Journal journal{.stage = stage, .sent_print = sent_print_, .sent_at = now()};
  journal.refresh = file_.refresh().copy();
  if (auto done = write_journal(std::move(*intent), std::move(journal)); !done) return refuse(done.error());

  auto reply = env_.http.send(request());
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return settle_trouble(*trouble);
  auto& answer = std::get<HttpAnswer>(reply);
  observe_clock(answer);
  auto read = read_token_answer(answer);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return settle_refusal(*refusal);

  // First of all: from here on a death of this process loses nothing.
  Journal received{.stage = Journal::Stage::received, .sent_print = sent_print_};
  received.sent_at = answer.sent_at + memory_.clock_offset;
  received.refresh = file_.refresh().copy();
  received.answer = std::move(answer.body);
  const Time sent_at = received.sent_at;
  const auto journalled = write_journal(std::move(*room), std::move(received));
  auto trouble = keep(std::get<TokenAnswer>(read), sent_at);
  if (!trouble) return close_journal();
  if (!journalled) trouble->cause += "; nor could it be journalled: " + journalled.error().message;
  return trouble;
}

std::optional<Diagnosis> Attempt::close_journal() {
  Journal kept{.sent_at = now()};
  kept.refresh = file_.refresh().copy();
  const auto done = write_journal(nullptr, std::move(kept));
  if (done) return std::nullopt;
  return unkept(done.error());
}

Diagnosis Attempt::settle_refusal(const Refusal& refusal) {
  Diagnosis diagnosis = diagnose(refusal, past(), names());
  if (!has_refresh_token() || diagnosis.fault == Fault::answer_lost) return diagnosis;
  // The provider said no: nothing was rotated, the intent is closed.
  if (auto trouble = close_journal()) diagnosis.cause += "; " + trouble->cause;
  return diagnosis;
}

Diagnosis Attempt::settle_trouble(const HttpTrouble& trouble) {
  Diagnosis diagnosis = diagnose(trouble, past(), names());
  if (!has_refresh_token() || trouble.sent) return diagnosis;
  if (auto worse = close_journal()) diagnosis.cause += "; " + worse->cause;
  return diagnosis;
}

// What a process that died, or an answer that never came, left behind.
std::optional<Diagnosis> Attempt::recover() {
  switch (journal_.stage) {
    case Journal::Stage::kept: return std::nullopt;
    case Journal::Stage::received: return adopt_received();
    case Journal::Stage::intent:
    case Journal::Stage::replayed: break;
  }
  // Somebody moved on: another token stands in the file.
  if (file_.refresh().fingerprint() != journal_.sent_print) return close_journal();
  return std::nullopt;
}

std::optional<Diagnosis> Attempt::adopt_received() {
  HttpAnswer answer{.status = 200, .body = journal_.answer.copy()};
  auto read = read_token_answer(answer);
  const auto* tokens = std::get_if<TokenAnswer>(&read);
  const std::string in_file = file_.refresh().fingerprint();
  const bool moved_on = file_.state() == TokenStore::State::good && in_file != journal_.sent_print;
  if (tokens == nullptr || moved_on) return close_journal();
  sent_print_ = journal_.sent_print;
  if (auto room = file_.reserve(); !room) return unkept(room.error());
  if (file_.state() != TokenStore::State::good) {
    if (auto done = file_.restore(journal_.refresh); !done) return unkept(done.error());
  }
  if (auto trouble = keep(*tokens, journal_.sent_at)) return trouble;
  if (auto trouble = close_journal()) return trouble;
  const auto kept = remember_success();
  return kept ? std::nullopt : std::optional(fault(Fault::file_not_writable, kept.error().message));
}

// A rotating token whose answer was lost may be dead already; a second use may kill what still lives. So it is replayed
// once, at the last moment or within the time in which the provider promises to take it again.
bool Attempt::may_replay() const {
  if (memory_.rotation == Rotation::none || spec_.rotation == Rotation::none) return true;
  if (now() - journal_.sent_at < spec_.grace) return true;
  return !expires_at() || *expires_at() - now() <= windows().mandatory;
}

std::optional<Diagnosis> Attempt::ask_again() {
  if (journal_.stage == Journal::Stage::replayed)
    return fault(Fault::reused,
                 "the answer to a refresh was lost twice: the refresh token is most likely replaced and gone",
                 remedy(Fault::revoked, names()));
  if (!may_replay())
    return fault(Fault::answer_lost,
                 "the answer to the last refresh was lost; asked again when the access token is about to end, since a "
                 "second use may revoke it");
  const bool safe = memory_.rotation == Rotation::none || spec_.rotation == Rotation::none;
  return spend(safe ? Journal::Stage::intent : Journal::Stage::replayed);
}

bool Attempt::superseded() {
  if (!has_refresh_token()) return false;
  return file_.read() == TokenStore::State::good && !file_.refresh().empty() &&
         file_.refresh().fingerprint() != sent_print_;
}

}  // namespace jada
