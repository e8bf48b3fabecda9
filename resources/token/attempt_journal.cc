// The part of an attempt that must not lose a rotated refresh token: intent, one request, answer, and recovery.
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
  journal.file = file_.whole().copy();
  if (auto done = write_journal(std::move(*intent), std::move(journal)); !done) return refuse(done.error());

  const HttpRequest sent = request();
  auto reply = env_.http.send(sent);
  if (const auto* trouble = std::get_if<HttpTrouble>(&reply)) return settle_trouble(*trouble);
  auto& answer = std::get<HttpAnswer>(reply);
  observe_clock(answer);
  const Time sent_at = answer.sent_at + memory_.clock_offset;
  // First of all, and as it came: from here on a death of this process loses nothing.
  const auto journalled = answer.status == 200 ? journal_answer(std::move(*room), answer, sent_at) : Done{};
  auto read = read_token_answer(answer, sent);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return settle_refusal(*refusal, stage);
  auto trouble = keep(std::get<TokenAnswer>(read), sent_at);
  if (!trouble) return close_journal();
  if (!journalled) trouble->cause += "; nor could it be journalled: " + journalled.error().message;
  return trouble;
}

Result<Done> Attempt::journal_answer(std::unique_ptr<Replacement> room, const HttpAnswer& answer, Time sent_at) {
  Journal received{.stage = Journal::Stage::received, .sent_print = sent_print_, .sent_at = sent_at};
  received.refresh = file_.refresh().copy();
  received.file = file_.whole().copy();
  received.answer = answer.body.copy();
  return write_journal(std::move(room), std::move(received));
}

// What was kept as an answer is none: as if none had come.
Result<Done> Attempt::reopen_journal(Journal::Stage stage) {
  Journal journal{.stage = stage, .sent_print = journal_.sent_print, .sent_at = journal_.sent_at};
  journal.refresh = journal_.refresh.copy();
  journal.file = journal_.file.copy();
  return write_journal(nullptr, std::move(journal));
}

std::optional<Diagnosis> Attempt::close_journal() {
  Journal kept{.sent_at = now()};
  const bool has_better = file_.state() == TokenStore::State::good && !file_.refresh().empty();
  kept.refresh = has_better ? file_.refresh().copy() : journal_.refresh.copy();
  kept.file = has_better ? file_.whole().copy() : journal_.file.copy();
  const auto done = write_journal(nullptr, std::move(kept));
  if (done) return std::nullopt;
  return unkept(done.error());
}

// A 200 that cannot be used, and speaks of a new refresh token.
bool Attempt::might_have_rotated() const {
  return rotation() != Rotation::none && journal_.stage == Journal::Stage::received &&
         journal_.answer.reveal().find("refresh_token") != std::string::npos;
}

Diagnosis Attempt::settle_refusal(const Refusal& refusal, Journal::Stage stage) {
  Past known = past();
  known.was_replay = stage == Journal::Stage::replayed;
  Diagnosis diagnosis = diagnose(refusal, known, names());
  if (!has_refresh_token()) return diagnosis;
  if (might_have_rotated()) {
    diagnosis.fault = Fault::answer_lost;
    if (auto done = reopen_journal(stage); !done) diagnosis.cause += "; " + done.error().message;
  }
  if (diagnosis.fault == Fault::answer_lost) return diagnosis;
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
  return others_moved_on() ? close_journal() : std::nullopt;
}

// Another token stands in the file. Of a file that cannot be read now, or is damaged, nothing can be said.
bool Attempt::others_moved_on() const {
  return file_.state() == TokenStore::State::good && !file_.refresh().empty() &&
         file_.refresh().fingerprint() != journal_.sent_print;
}

std::optional<Diagnosis> Attempt::adopt_received() {
  if (others_moved_on()) return close_journal();
  auto read = read_token_answer({.status = 200, .body = journal_.answer.copy()}, {});
  auto* tokens = std::get_if<TokenAnswer>(&read);
  if (tokens == nullptr) {
    const auto done = reopen_journal(Journal::Stage::intent);
    return done ? std::nullopt : std::optional(unkept(done.error()));
  }
  const bool is_ruined = file_.state() != TokenStore::State::good || file_.refresh().empty();
  if (is_ruined && tokens->refresh.empty()) tokens->refresh = journal_.refresh.copy();
  sent_print_ = journal_.sent_print;
  if (auto room = file_.reserve(); !room) return unkept(room.error());
  expect_of_provider();
  if (auto trouble = keep(*tokens, journal_.sent_at)) return trouble;
  if (auto trouble = close_journal()) return trouble;
  const auto kept = remember_success();
  return kept ? std::nullopt : std::optional(fault(Fault::file_not_writable, kept.error().message));
}

// A rotating token whose answer was lost may be dead already; a second use may kill what still lives. So it is replayed
// once, at the last moment or within the time in which the provider promises to take it again.
bool Attempt::may_replay() const {
  if (rotation() == Rotation::none) return true;
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
  return spend(rotation() == Rotation::none ? Journal::Stage::intent : Journal::Stage::replayed);
}

bool Attempt::superseded() {
  if (!has_refresh_token()) return false;
  return file_.read() == TokenStore::State::good && !file_.refresh().empty() &&
         file_.refresh().fingerprint() != sent_print_;
}

}  // namespace jada
