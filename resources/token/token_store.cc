#include "resources/token/token_store.h"

namespace jada {
namespace {

// More than an access token grows by from one time to the next.
constexpr std::size_t kRoom = 16 * 1024;

const Secret& nothing() {
  static const Secret empty;
  return empty;
}

// What a crash or a careless writer leaves behind: made whole again without losing anything that a person put there.
bool is_ruin(FileFlaw flaw) {
  switch (flaw) {
    case FileFlaw::empty:
    case FileFlaw::truncated:
    case FileFlaw::trailing_bytes:
    case FileFlaw::blanked:
    case FileFlaw::no_refresh_token: return true;
    case FileFlaw::duplicate_keys:
    case FileFlaw::client_file:
    case FileFlaw::key_file:
    case FileFlaw::not_json:
    case FileFlaw::no_such_profile:
    case FileFlaw::wrong_shape: return false;
  }
  return false;
}

}  // namespace

bool TokenStore::is_mendable() const {
  return state_ == State::good || state_ == State::missing || (flaw_ && is_ruin(*flaw_));
}

bool TokenStore::takes_login() const {
  return is_mendable() || is_rubbish_ || (flaw_ == FileFlaw::no_such_profile && !spec_.layout.profile.empty());
}

TokenStore::TokenStore(const Token::Spec& spec, Secrets& secrets) : spec_(spec), secrets_(secrets) {}

const Secret& TokenStore::access() const { return content_ ? content_->access : nothing(); }

const Secret& TokenStore::refresh() const { return content_ ? content_->refresh : nothing(); }

TokenLayout TokenStore::layout() const {
  TokenLayout layout = spec_.layout;
  layout.holds = spec_.is_minted() || is_split() ? Holds::access : Holds::both;
  return layout;
}

TokenLayout TokenStore::layout_of_refresh() const {
  TokenLayout layout = spec_.layout;
  layout.holds = Holds::refresh;
  return layout;
}

void TokenStore::unreadable(const Error& error) {
  state_ = error.code == Code::missing ? State::missing : State::unreadable;
  trouble_ = error.message;
  read_error_ = error;
}

void TokenStore::damaged(BadTokenFile bad, const std::string& path) {
  state_ = State::damaged;
  flaw_ = bad.found.flaw;
  is_rubbish_ = bad.found.is_rubbish;
  trouble_ = path + ": " + bad.found.message;
  if (bad.rest) content_ = std::move(bad.rest);
}

TokenStore::State TokenStore::read() {
  content_.reset();
  read_error_.reset();
  flaw_.reset();
  is_rubbish_ = false;
  trouble_.clear();
  whole_ = Secret();
  mode_ = 0600;
  read_file();
  if (is_split()) read_refresh_half();
  return state_;
}

void TokenStore::read_file() {
  auto file = secrets_.read(spec_.file);
  if (!file) return unreadable(file.error());
  size_ = file->text.size();
  mode_ = file->facts.mode;
  auto parsed = read_token(file->text, layout(), file->facts.modified_at);
  if (auto* bad = std::get_if<BadTokenFile>(&parsed)) return damaged(std::move(*bad), spec_.file);
  state_ = State::good;
  content_ = std::move(std::get<TokenContent>(parsed));
  if (!is_split() && content_->format != TokenFormat::openclaw) whole_ = std::move(file->text);
}

// An access half that is gone or ruined is no more than an access token that has ended.
void TokenStore::read_refresh_half() {
  if (!is_mendable()) return;
  const auto file = secrets_.read(spec_.refresh_file);
  if (!file) return unreadable(file.error());
  auto parsed = read_token(file->text, layout_of_refresh(), file->facts.modified_at);
  if (auto* bad = std::get_if<BadTokenFile>(&parsed)) {
    bad->rest.reset();
    return damaged(std::move(*bad), spec_.refresh_file);
  }
  auto& half = std::get<TokenContent>(parsed);
  if (state_ == State::good) {
    content_->refresh = std::move(half.refresh);
  } else {
    half.access = Secret();
    half.expires_at.reset();
    content_ = std::move(half);
  }
  state_ = State::good;
  read_error_.reset();
  flaw_.reset();
  trouble_.clear();
}

Result<Done> TokenStore::reserve() {
  auto room = secrets_.prepare(spec_.file, size_ + kRoom);
  if (!room) return room.error();
  room_ = std::move(*room);
  if (!is_split()) return Done{};
  auto beside = secrets_.prepare(spec_.refresh_file, kRoom);
  if (!beside) return beside.error();
  refresh_room_ = std::move(*beside);
  return Done{};
}

TokenContent TokenStore::written_anew(const FreshTokens& fresh) const {
  // Where there is no refresh token, nobody's library has a file format of its own.
  const TokenFormat usual = spec_.is_minted() ? TokenFormat::plain : TokenFormat::google;
  const TokenFormat format = spec_.layout.declared.value_or(expected_.value_or(usual));
  TokenContent content{.format = format, .expires_at = fresh.expires_at};
  if (content_) {
    content.format = content_->format;
    content.client_id = content_->client_id;
    content.client_secret = content_->client_secret.copy();
    content.token_url = content_->token_url;
    content.scopes = content_->scopes;
    content.account = content_->account;
  }
  if (content.token_url.empty()) content.token_url = token_url_.empty() ? spec_.token_url : token_url_;
  if (content.client_id.empty()) content.client_id = spec_.client_id;
  if (content.scopes.empty()) content.scopes = spec_.scopes;
  if (fresh.access != nullptr) content.access = fresh.access->copy();
  if (fresh.refresh != nullptr) content.refresh = fresh.refresh->copy();
  return content;
}

Result<Secret> TokenStore::merged(const Secret& text, Time modified_at, const TokenLayout& layout,
                                  const FreshTokens& fresh, bool by_force) const {
  const auto parsed = read_token(text, layout, modified_at);
  if (const auto* bad = std::get_if<BadTokenFile>(&parsed)) {
    const bool adds_profile = by_force && bad->found.flaw == FileFlaw::no_such_profile && !layout.profile.empty();
    if (by_force && bad->found.is_rubbish) return new_token_file(written_anew(fresh), layout);
    return adds_profile ? with_tokens(text, TokenFormat::openclaw, layout, fresh) : mended(*bad, text, layout, fresh);
  }
  const auto& there = std::get<TokenContent>(parsed);
  const bool known = layout.holds == Holds::access || there.refresh == refresh();
  if (!known && !by_force)
    return Error{Code::conflict, "another program put another refresh token there meanwhile; that one is kept"};
  return with_tokens(text, there.format, layout, fresh);
}

// Of a ruin as much is kept as can be read: other keys, other profiles of the same file.
Result<Secret> TokenStore::mended(const BadTokenFile& bad, const Secret& text, const TokenLayout& layout,
                                  const FreshTokens& fresh) const {
  if (!is_ruin(bad.found.flaw)) return Error{Code::invalid, bad.found.message};
  if (bad.found.salvage) {
    const auto whole = read_token(*bad.found.salvage, layout, Time{});
    const auto* there = std::get_if<TokenContent>(&whole);
    if (there != nullptr && !there->refresh.empty() && fresh.access == nullptr) return bad.found.salvage->copy();
    if (there != nullptr) return with_tokens(*bad.found.salvage, there->format, layout, fresh);
  }
  if (bad.rest) return with_tokens(text, bad.rest->format, layout, fresh);
  return new_token_file(written_anew(fresh), layout);
}

// Merged with what is there now: somebody who does not know our lock may have written since.
Result<Done> TokenStore::put_half(const std::string& path, const TokenLayout& layout,
                                  std::unique_ptr<Replacement>& room, const FreshTokens& fresh, bool by_force) {
  const auto file = secrets_.read(path);
  if (!file && file.error().code != Code::missing) return file.error();
  auto content = file ? merged(file->text, file->facts.modified_at, layout, fresh, by_force)
                      : Result<Secret>(new_token_file(written_anew(fresh), layout));
  if (!content) return within(path, content.error());
  return room->commit(*content);
}

Result<Done> TokenStore::put_all(const FreshTokens& fresh, bool by_force) {
  if (is_split() && fresh.refresh != nullptr) {
    const FreshTokens half{.refresh = fresh.refresh, .received_at = fresh.received_at};
    if (auto done = put_half(spec_.refresh_file, layout_of_refresh(), refresh_room_, half, by_force); !done)
      return done;
  }
  if (auto done = put_half(spec_.file, layout(), room_, fresh, by_force); !done) return done;
  if (read() != State::good) return Error{Code::internal, trouble_ + " (after it was written)"};
  return Done{};
}

Result<Done> TokenStore::put(const FreshTokens& fresh) { return put_all(fresh, false); }

Result<Done> TokenStore::put_login(const FreshTokens& fresh) { return put_all(fresh, true); }

bool TokenStore::is_whole_of(const Secret& refresh, const Secret& whole) const {
  if (whole.empty() || is_split()) return false;
  const auto parsed = read_token(whole, layout(), Time{});
  const auto* content = std::get_if<TokenContent>(&parsed);
  return content != nullptr && content->refresh == refresh;
}

Result<Done> TokenStore::restore(const Secret& refresh, const Secret& whole) {
  if (!is_mendable()) return Error{Code::invalid, trouble_};
  if (auto room = reserve(); !room) return room;
  const bool can_be_read = flaw_ == FileFlaw::trailing_bytes || flaw_ == FileFlaw::no_refresh_token;
  if (can_be_read || !is_whole_of(refresh, whole)) return put_all({.refresh = &refresh}, true);
  if (auto done = room_->commit(whole); !done) return done;
  return read() == State::good ? Result<Done>(Done{}) : Error{Code::internal, trouble_ + " (after it was restored)"};
}

}  // namespace jada
