// The formats of token files: their words in desired.toml and the names their members go by.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"

namespace jada {

/// google: `Credentials.to_json` of google-auth · node: credentials of google-auth-library · adc: gcloud's application
/// default credentials · openclaw: a profile of `auth-profiles.json` · plain: the provider's answer as it came, and
/// what is near it · split: access and refresh token in a file each, either in the names of any of the others.
enum class TokenFormat { google, node, adc, openclaw, plain, split };

std::string_view word(TokenFormat);
std::optional<TokenFormat> token_format(std::string_view word);

/// One of the names of Google's token endpoint: its file format is of use there only.
bool is_google(std::string_view token_url);

/// Which tokens a file is to hold: one half of a split pair, or all of a grant that knows no refresh token, holds one.
enum class Holds { both, access, refresh };

/// What desired.toml says about a token file.
struct TokenLayout {
  std::optional<TokenFormat> declared{};  ///< none: found out by reading
  Holds holds = Holds::both;
  std::string profile{};  ///< openclaw: `google:ops`
};

/// Names of members in the order they are looked for; empty ones end the list.
using Names = std::array<std::string_view, 6>;
std::span<const std::string_view> listed(const Names&);

/// Every name that is there is kept up to date; where none is, a token or its expiry is added under the first.
struct MemberNames {
  Names access{}, refresh{}, expiry{};
  Names id_token{}, granted{};  ///< of the last answer: never added
  Names client_id{}, client_secret{}, token_url{}, scopes{}, account{};
};
const MemberNames& names_of(TokenFormat);

using JsonPath = std::vector<std::string>;

/// Where the members stand: openclaw keeps them in a profile, all others at the top.
JsonPath parents_of(TokenFormat, const TokenLayout&);

}  // namespace jada
