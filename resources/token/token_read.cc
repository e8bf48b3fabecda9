#include <fmt/format.h>

#include "resources/token/openclaw_profile.h"
#include "resources/token/token_expiry.h"
#include "resources/token/token_file.h"
#include "resources/token/token_members.h"

namespace jada {
namespace {

using Reading = std::variant<TokenContent, BadTokenFile>;

BadTokenFile bad(FlawFound found) { return {std::move(found), std::nullopt}; }

// The tokens that should be there and are not.
std::optional<FlawFound> loss(const TokenContent& content, const MemberNames& names, const Members& members,
                              const TokenLayout& layout) {
  if (layout.holds == Holds::access || !content.refresh.empty()) return std::nullopt;
  if (!content.access.empty()) {
    return FlawFound{FileFlaw::no_refresh_token, "it holds an access token, but the refresh token is gone"};
  }
  if (members.has_any(names.access) || members.has_any(names.refresh)) {
    return FlawFound{FileFlaw::blanked, "its tokens are empty: a program emptied them"};
  }
  return FlawFound{FileFlaw::wrong_shape, "it holds no tokens"};
}

}  // namespace

Reading read_token(const Secret& text, const TokenLayout& layout, Time modified_at) {
  if (auto damaged = damage(text.reveal())) return bad(std::move(*damaged));
  auto format = format_of(text.reveal(), layout);
  if (auto* flaw = std::get_if<FlawFound>(&format)) return bad(std::move(*flaw));
  TokenContent content{.format = std::get<TokenFormat>(format)};
  if (content.format == TokenFormat::openclaw) {
    if (auto flaw = profile_flaw(text.reveal(), layout)) return bad(std::move(*flaw));
  }
  const MemberNames& names = names_of(content.format);
  Members members(text.reveal(), parents_of(content.format, layout));
  content.access = members.secret(names.access);
  content.refresh = members.secret(names.refresh);
  content.client_id = members.text(names.client_id);
  content.client_secret = members.secret(names.client_secret);
  content.token_url = members.text(names.token_url);
  content.scopes = members.words(names.scopes);
  content.account = members.text(names.account);
  if (!members.wrong().empty()) {
    // Among the profiles of OpenClaw others are good.
    return bad({.flaw = FileFlaw::wrong_shape,
                .message = fmt::format("its member `{}` is of another type than it should be", members.wrong()),
                .is_rubbish = content.format != TokenFormat::openclaw});
  }
  const ReadExpiry expiry = read_expiry(members, content.format, modified_at);
  content.expires_at = expiry.at;
  content.expiry_is_sure = expiry.is_sure;
  if (read_fence(content)) return content;
  auto lost = loss(content, names, members, layout);
  if (lost) return BadTokenFile{std::move(*lost), std::move(content)};
  return content;
}

}  // namespace jada
