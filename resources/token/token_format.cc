#include "resources/token/token_format.h"

#include <algorithm>
#include <utility>

namespace jada {
namespace {

constexpr std::pair<TokenFormat, std::string_view> kWords[] = {
    {TokenFormat::google, "google"},     {TokenFormat::node, "node"},   {TokenFormat::adc, "adc"},
    {TokenFormat::openclaw, "openclaw"}, {TokenFormat::plain, "plain"}, {TokenFormat::split, "split"},
};

// `scopes` is what was asked for; google-auth keeps what was granted nowhere.
constexpr MemberNames kGoogle{.access = {"token"},
                              .refresh = {"refresh_token"},
                              .expiry = {"expiry"},
                              .id_token = {"id_token"},
                              .client_id = {"client_id"},
                              .client_secret = {"client_secret"},
                              .token_url = {"token_uri"},
                              .scopes = {"scopes"},
                              .account = {"account"}};

constexpr MemberNames kNode{.access = {"access_token"},
                            .refresh = {"refresh_token"},
                            .expiry = {"expiry_date"},
                            .id_token = {"id_token"},
                            .granted = {"scope"},
                            .client_id = {"client_id"},
                            .client_secret = {"client_secret"},
                            .token_url = {"token_uri"},
                            .scopes = {"scope"}};

constexpr MemberNames kAdc{.refresh = {"refresh_token"},
                           .client_id = {"client_id"},
                           .client_secret = {"client_secret"},
                           .token_url = {"token_uri"},
                           .account = {"account"}};

constexpr MemberNames kOpenclaw{.access = {"access"},
                                .refresh = {"refresh"},
                                .expiry = {"expires"},
                                .id_token = {"idToken"},
                                .granted = {"grantedScope"},
                                .client_id = {"clientId"},
                                .token_url = {"tokenEndpoint"},
                                .scopes = {"grantedScope"},
                                .account = {"email", "accountId"}};

constexpr MemberNames kPlain{.access = {"access_token", "accessToken"},
                             .refresh = {"refresh_token", "refreshToken"},
                             .expiry = {"expires_at", "expiry", "expires", "expiresAt", "expiry_date"},
                             .id_token = {"id_token", "idToken"},
                             .granted = {"scope"},
                             .client_id = {"client_id", "clientId"},
                             .client_secret = {"client_secret", "clientSecret"},
                             .token_url = {"token_uri", "token_url", "token_endpoint"},
                             .scopes = {"scope", "scopes"},
                             .account = {"account", "email"}};

}  // namespace

std::string_view word(TokenFormat format) {
  return std::find_if(std::begin(kWords), std::end(kWords), [&](const auto& one) { return one.first == format; })
      ->second;
}

std::optional<TokenFormat> token_format(std::string_view word) {
  for (const auto& [format, known] : kWords) {
    if (known == word) return format;
  }
  return std::nullopt;
}

bool is_google(std::string_view token_url) {
  constexpr std::string_view kEndpoints[] = {
      "https://oauth2.googleapis.com/token", "https://www.googleapis.com/oauth2/v4/token",
      "https://www.googleapis.com/oauth2/v3/token", "https://accounts.google.com/o/oauth2/token"};
  return std::find(std::begin(kEndpoints), std::end(kEndpoints), token_url) != std::end(kEndpoints);
}

std::span<const std::string_view> listed(const Names& names) {
  const auto end = std::find(names.begin(), names.end(), std::string_view());
  return {names.begin(), end};
}

const MemberNames& names_of(TokenFormat format) {
  switch (format) {
    case TokenFormat::google: return kGoogle;
    case TokenFormat::node: return kNode;
    case TokenFormat::adc: return kAdc;
    case TokenFormat::openclaw: return kOpenclaw;
    case TokenFormat::plain:
    case TokenFormat::split: return kPlain;
  }
  return kPlain;
}

JsonPath parents_of(TokenFormat format, const TokenLayout& layout) {
  if (format == TokenFormat::openclaw) return {"profiles", layout.profile};
  return {};
}

}  // namespace jada
