// OAuth token files: what they say, and how fresh tokens go into one without changing another byte.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/secret.h"
#include "engine/base/time.h"
#include "resources/token/token_format.h"
#include "resources/token/token_shape.h"

namespace jada {

/// What a file says; empty where it says nothing.
struct TokenContent {
  TokenFormat format = TokenFormat::plain;  ///< never split: the format the half is in
  Secret access{};
  Secret refresh{};
  std::optional<Time> expires_at{};  ///< of the access token
  bool expiry_is_sure =
      true;  ///< false: a zone was guessed, or it rests on when the file was written, or is unreadable
  std::string client_id{};
  Secret client_secret{};
  std::string token_url{};
  std::vector<std::string> scopes{};
  std::string account{};
  // OpenClaw puts a mark in the place of both tokens while it refreshes, and leaves it there when that failed: then
  // access and refresh are empty here.
  bool pending_fence = false;
  bool failed_fence = false;
};

/// A file that cannot be used as it is. `rest` is what blanked and no_refresh_token leave of a content, if any.
struct BadTokenFile {
  FlawFound found{};
  std::optional<TokenContent> rest{};
};

/// `modified_at` is the file's: the base of an expiry that is told in seconds from then.
std::variant<TokenContent, BadTokenFile> read_token(const Secret& text, const TokenLayout&, Time modified_at);

/// What came from a refresh, a login or a good copy. Null and none leave what is there.
struct FreshTokens {
  const Secret* access = nullptr;
  const Secret* refresh = nullptr;
  std::optional<Time> expires_at{};
  Time received_at{};  ///< the base of an expiry that the file tells in seconds from then
  const std::string* granted_scope = nullptr;
  const Secret* id_token = nullptr;
};

/// `text` with the tokens that `layout.holds` in it, spelled as the old ones were; no other byte changes, and only
/// tokens and an expiry are ever added. `format` is the one read_token found. An openclaw profile is let out of its
/// cooldown, and made when it is not there. Code::invalid: the text is damaged. Code::conflict: OpenClaw refreshes
/// this profile just now, or keeps its tokens elsewhere.
Result<Secret> with_tokens(const Secret& text, TokenFormat format, const TokenLayout& layout, const FreshTokens&);

/// A file of `content.format` written from nothing, two blanks deep. google: as google-auth and google-auth-library
/// both read it. split: the half that `layout.holds`. What a format has no place for is left out.
Secret new_token_file(const TokenContent& content, const TokenLayout& layout);

}  // namespace jada
