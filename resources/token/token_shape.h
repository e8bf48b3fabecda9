// What is wrong with a file that should hold tokens, and of which format one is that holds some.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/base/secret.h"
#include "resources/token/token_format.h"

namespace jada {

enum class FileFlaw {
  empty,
  truncated,
  trailing_bytes,
  blanked,           ///< a program emptied the tokens after a failure
  no_refresh_token,  ///< a program wrote the provider's answer over the file
  duplicate_keys,
  client_file,  ///< of an OAuth client, not of a token
  key_file,     ///< of a service account
  not_json,
  no_such_profile,
  wrong_shape,
};

std::string_view word(FileFlaw);

/// `message` tells of the file without a word out of it.
struct FlawFound {
  FileFlaw flaw = FileFlaw::not_json;
  std::string message{};
  std::optional<Secret> salvage{};  ///< trailing_bytes: the whole object they follow
  bool is_rubbish = false;          ///< no program can use it: who brings something better may write over it
};

/// What keeps the text from being one JSON object.
std::optional<FlawFound> damage(std::string_view text);

/// The format of a text without damage: the declared one if the file can be of it, else the one its members tell.
std::variant<TokenFormat, FlawFound> format_of(std::string_view json, const TokenLayout&);

}  // namespace jada
