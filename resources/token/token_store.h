// The file (or the pair of files) that holds a token: read with suspicion, replaced whole.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/ports/secrets.h"
#include "resources/token/token.h"

namespace jada {

class TokenStore {
 public:
  using State = Token::Observed::File;

  TokenStore(const Token::Spec&, Secrets&);

  /// How the file is written where neither it nor its declaration tells, and what it says of its provider.
  void expect(std::optional<TokenFormat> format, std::string token_url = {}) {
    expected_ = format;
    token_url_ = std::move(token_url);
  }
  /// Reads it anew; nothing is written.
  State read();
  State state() const { return state_; }
  /// Why it could not be read; none: it could, damaged or not.
  const std::optional<Error>& read_error() const { return read_error_; }
  /// What is wrong, in words without content; empty when good.
  const std::string& trouble() const { return trouble_; }
  /// One word for it; empty unless damaged.
  std::string flaw() const { return flaw_ ? std::string(word(*flaw_)) : std::string(); }

  /// A new content may take its place: it is not there, or what a crash or a careless writer left of it.
  bool is_mendable() const;
  /// Also where a login adds a profile to a file that has others, and where nothing stands that any program could use.
  bool takes_login() const;

  /// Permission bits of the file.
  unsigned mode() const { return mode_; }
  /// The format has a place for an access token.
  bool holds_access() const { return !content_ || content_->format != TokenFormat::adc; }

  const TokenContent* content() const { return content_ ? &*content_ : nullptr; }
  const Secret& access() const;
  const Secret& refresh() const;
  std::optional<Time> expires_at() const { return content_ ? content_->expires_at : std::nullopt; }

  /// Makes sure that a new content can be kept: room is reserved beside every file that put() may write.
  Result<Done> reserve();
  /// Splices the tokens into what is there at this moment; the refresh token goes first where it has a file of its own.
  /// conflict: somebody put another refresh token there since read(); nothing was written.
  Result<Done> put(const FreshTokens&);
  /// What a login brought: whatever stands there gives way.
  Result<Done> put_login(const FreshTokens&);
  /// The file as it stands, where it holds one whole token: what restore() takes. Empty for a pair of files and for a
  /// file of several profiles.
  const Secret& whole() const { return whole_; }
  /// A damaged file made whole again around the last good refresh token: as `whole` has it, else as much of it as can
  /// be read. A refresh token that can still be read is kept instead. invalid: that is no way to mend it.
  Result<Done> restore(const Secret& refresh, const Secret& whole);

 private:
  bool is_split() const { return !spec_.refresh_file.empty(); }
  TokenLayout layout() const;
  TokenLayout layout_of_refresh() const;
  void read_file();
  void read_refresh_half();
  bool is_whole_of(const Secret& refresh, const Secret& whole) const;
  void damaged(BadTokenFile, const std::string& path);
  void unreadable(const Error&);
  TokenContent written_anew(const FreshTokens&) const;
  Result<Secret> mended(const BadTokenFile&, const Secret& text, const TokenLayout&, const FreshTokens&) const;
  Result<Secret> merged(const Secret& text, Time modified_at, const TokenLayout&, const FreshTokens&,
                        bool by_force) const;
  Result<Done> put_half(const std::string& path, const TokenLayout&, std::unique_ptr<Replacement>&, const FreshTokens&,
                        bool by_force);
  Result<Done> put_all(const FreshTokens&, bool by_force);

  const Token::Spec& spec_;
  Secrets& secrets_;
  State state_ = State::missing;
  std::optional<Error> read_error_{};
  std::string trouble_{};
  std::optional<FileFlaw> flaw_{};
  bool is_rubbish_ = false;
  std::size_t size_ = 0;
  unsigned mode_ = 0600;
  std::optional<TokenContent> content_{};
  Secret whole_{};
  std::optional<TokenFormat> expected_{};
  std::string token_url_{};
  std::unique_ptr<Replacement> room_{};
  std::unique_ptr<Replacement> refresh_room_{};
};

}  // namespace jada
