// What a login puts in the place of a token, and what is left of one that was given back.
#include <filesystem>

#include "resources/token/attempt.h"

namespace jada {

Secret Attempt::revocable() const { return file_.refresh().empty() ? file_.access().copy() : file_.refresh().copy(); }

Result<Done> Attempt::remember_revocation() {
  memory_.given_back = access_print();
  if (!has_refresh_token()) return keep_memory("token.revoked", "warning", "it was revoked with `token revoke`");
  memory_.fault = Fault::revoked;
  memory_.failing_since = now();
  memory_.cause = "it was revoked with `token revoke`";
  memory_.remedy = "jada-reconcile token login " + spec_.address.name;
  memory_.tried_with = print();
  memory_.parked = true;
  return keep_memory("token.revoked", "warning", memory_.cause);
}

std::optional<Diagnosis> Attempt::bars_login() {
  TokenStore place(spec_, env_.secrets);  // what it reserves is given back at once: a login takes minutes
  if (place.read() == TokenStore::State::unreadable) return unkept({Code::denied, place.trouble()});
  if (!place.takes_login()) return misplaced(place);
  if (place.content() != nullptr && place.content()->pending_fence) return fenced(place);
  if (auto done = env_.secrets.make_folder(std::filesystem::path(spec_.file).parent_path(), 0700); !done)
    return unkept(done.error());
  for (const std::string& beside : {spec_.file + kPrevious, journal_path(spec_.file, spec_.address.name)}) {
    if (auto room = env_.secrets.prepare(beside, 0); !room) return unkept(room.error());
  }
  const auto room = place.reserve();
  return room ? std::nullopt : std::optional(unkept(room.error()));
}

std::optional<Setback> Attempt::adopt_login(const TokenAnswer& answer, const HttpAnswer& from) {
  if (answer.refresh.empty())
    return Setback{fault(Fault::answer_unusable, "the provider gave no refresh token: nothing was changed",
                         "add offline_access to `scopes` (or take the app's access back at the provider), then "
                         "jada-reconcile token login " +
                             spec_.address.name)};
  observe_clock(from);
  file_.read();
  const Time sent_at = from.sent_at + memory_.clock_offset;
  // From here on a death of this process loses nothing: the next attempt puts it into the file.
  Journal received{.stage = Journal::Stage::received, .sent_print = file_.refresh().fingerprint(), .sent_at = sent_at};
  received.refresh = answer.refresh.copy();
  received.answer = from.body.copy();
  if (auto done = write_journal(nullptr, std::move(received)); !done) return Setback{unkept(done.error())};
  if (auto trouble = give_way(answer, sent_at)) {
    trouble->cause += "; what the provider gave is kept beside it, and the next `jada-reconcile apply` puts it there";
    return Setback{std::move(*trouble), Setback::Kind::half_done};
  }
  clear_failure();
  const auto kept = keep_memory("token.login", "info", "logged in; good until " + until_text());
  if (kept) return std::nullopt;
  return Setback{fault(Fault::file_not_writable, "logged in, but the state was not written: " + kept.error().message),
                 Setback::Kind::half_done};
}

// A file that is written anew names its provider, and Google's format is for Google.
void Attempt::expect_of_provider() {
  const auto known = credentials();
  if (!known) return;
  const TokenFormat usual = is_google((*known)->token_url) ? TokenFormat::google : TokenFormat::plain;
  file_.expect(token_format(memory_.format).value_or(usual), (*known)->token_url);
}

// What stood there is kept beside it first.
std::optional<Diagnosis> Attempt::give_way(const TokenAnswer& answer, Time sent_at) {
  const bool was_there = file_.state() != TokenStore::State::missing;
  if (was_there) {
    for (const std::string& path : files()) {
      if (auto kept = keep_aside(path, kPrevious); !kept) return unkept(kept.error());
    }
    const bool is_open = (file_.mode() & 077u) != 0;  // what replaces it would keep that
    if (auto done = is_open ? env_.secrets.set_mode(spec_.file, file_.mode() & 0700u) : Result<Done>(Done{}); !done)
      return unkept(done.error());
  }
  expect_of_provider();
  if (auto room = file_.reserve(); !room) return unkept(room.error());
  memory_.issued_at = sent_at;
  memory_.refresh_expires_at.reset();
  memory_.rotation = spec_.rotation;
  memory_.previous_kept = was_there;
  sent_print_.clear();
  if (auto trouble = keep(answer, sent_at, true)) return trouble;
  return close_journal();
}

}  // namespace jada
