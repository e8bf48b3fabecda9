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
  const auto room = place.reserve();
  return room ? std::nullopt : std::optional(unkept(room.error()));
}

std::optional<Diagnosis> Attempt::adopt_login(const TokenAnswer& answer, const HttpAnswer& from) {
  observe_clock(from);
  file_.read();
  const bool was_there = file_.state() != TokenStore::State::missing;
  if (was_there) {
    const auto old = env_.secrets.read(spec_.file);
    if (!old) return unkept(old.error());
    auto place = env_.secrets.prepare(previous_path(), 0);
    const auto kept = place ? (*place)->commit(old->text) : Result<Done>(place.error());
    if (!kept) return unkept(kept.error());
  }
  if (auto room = file_.reserve(); !room) return unkept(room.error());
  const Time sent_at = from.sent_at + memory_.clock_offset;
  memory_.issued_at = sent_at;
  memory_.refresh_expires_at.reset();
  memory_.rotation = spec_.rotation;
  sent_print_.clear();
  if (auto trouble = keep(answer, sent_at, true)) return trouble;
  if (has_refresh_token() && file_.refresh().empty())
    return fault(Fault::answer_unusable, "the provider gave no refresh token: it was not asked for lasting access",
                 "add the scope offline_access, or take the app's access back at the provider and log in again");
  if (auto trouble = close_journal()) return trouble;
  clear_failure();
  memory_.previous_kept = was_there;
  const auto kept = keep_memory("token.login", "info", "logged in; good until " + until_text());
  return kept ? std::nullopt : std::optional(fault(Fault::file_not_writable, kept.error().message));
}

}  // namespace jada
