#include <fmt/format.h>

#include <cassert>

#include "engine/base/json_string.h"
#include "engine/base/text.h"
#include "resources/token/openclaw_profile.h"
#include "resources/token/token_expiry.h"
#include "resources/token/token_file.h"
#include "resources/token/token_members.h"

namespace jada {
namespace {

enum class IfAbsent { add, leave };

void put_text(MemberEdits& edits, const Names& names, const std::string& text, IfAbsent if_absent) {
  bool any = false;
  for (const std::string_view name : listed(names)) {
    if (!edits.members().has(name)) continue;
    edits.put_text(name, text);
    any = true;
  }
  if (!any && if_absent == IfAbsent::add && !listed(names).empty()) edits.put_text(listed(names).front(), text);
}

// A list stays a list.
void put_granted(MemberEdits& edits, const Names& names, const std::string& scope) {
  for (const std::string_view name : listed(names)) {
    const auto old = edits.members().at(name);
    if (!old) continue;
    if (old->starts_with('[')) {
      edits.put(name, json_list(words_of(scope)));
    } else {
      edits.put_text(name, scope);
    }
  }
}

void put_tokens(MemberEdits& edits, TokenFormat format, const TokenLayout& layout, const FreshTokens& fresh) {
  const MemberNames& names = names_of(format);
  if (fresh.refresh && layout.holds != Holds::access) {
    put_text(edits, names.refresh, fresh.refresh->reveal(), IfAbsent::add);
  }
  if (layout.holds == Holds::refresh) return;
  if (fresh.access) put_text(edits, names.access, fresh.access->reveal(), IfAbsent::add);
  if (fresh.expires_at) put_expiry(edits, format, *fresh.expires_at, fresh.received_at);
  if (fresh.id_token) put_text(edits, names.id_token, fresh.id_token->reveal(), IfAbsent::leave);
  if (fresh.granted_scope) put_granted(edits, names.granted, *fresh.granted_scope);
}

// google-auth refuses a file without the keys refresh_token, client_id and client_secret, google-auth-library one
// without the type; `token_uri` and `expiry` follow the order in which google-auth writes them. The universe is
// Google's alone.
constexpr std::string_view kGoogleSkeleton = R"({
  "type": "authorized_user",
  "token": "",
  "refresh_token": "",
  "token_uri": "https://oauth2.googleapis.com/token",
  "client_id": "",
  "client_secret": "",
  "scopes": [],
  "universe_domain": "googleapis.com",
  "account": ""
}
)";

constexpr std::string_view kAdcSkeleton = R"({
  "type": "authorized_user",
  "client_id": "",
  "client_secret": "",
  "refresh_token": ""
}
)";

constexpr std::string_view kAnswerSkeleton = R"({
  "token_type": "Bearer"
}
)";

constexpr std::string_view kRefreshSkeleton = R"({
  "refresh_token": ""
}
)";

std::string openclaw_skeleton(const std::string& profile) {
  return fmt::format(
      "{{\n  \"version\": 1,\n  \"profiles\": {{\n    {}: {{\n      \"type\": \"oauth\",\n"
      "      \"provider\": {}\n    }}\n  }}\n}}\n",
      json_quoted(profile), json_quoted(provider_of(profile)));
}

std::string skeleton(TokenFormat format, const TokenLayout& layout) {
  switch (format) {
    case TokenFormat::google: return std::string(kGoogleSkeleton);
    case TokenFormat::adc: return std::string(kAdcSkeleton);
    case TokenFormat::openclaw: return openclaw_skeleton(layout.profile);
    case TokenFormat::node:
    case TokenFormat::plain:
    case TokenFormat::split: break;
  }
  return std::string(layout.holds == Holds::refresh ? kRefreshSkeleton : kAnswerSkeleton);
}

void put_scopes(MemberEdits& edits, const TokenContent& content, const TokenLayout& layout) {
  if (content.scopes.empty() || layout.holds == Holds::refresh) return;
  if (content.format == TokenFormat::google) return edits.put("scopes", json_list(content.scopes));
  edits.put_text("scope", join(content.scopes, " "));
}

// A client is written only where its format has a place for one. Older OpenClaws drop a profile with members they do
// not know.
void put_rest(MemberEdits& edits, const TokenContent& content, const TokenLayout& layout) {
  const MemberNames& names = names_of(content.format);
  const bool is_openclaw = content.format == TokenFormat::openclaw;
  const IfAbsent if_absent = is_openclaw ? IfAbsent::add : IfAbsent::leave;
  const auto put = [&](const Names& where, const std::string& text, IfAbsent otherwise) {
    if (!text.empty()) put_text(edits, where, text, otherwise);
  };
  put(names.client_id, content.client_id, if_absent);
  put(names.client_secret, content.client_secret.reveal(), IfAbsent::leave);
  put(names.token_url, content.token_url, IfAbsent::leave);
  put(names.account, content.account, if_absent);
  if (!is_openclaw && content.format != TokenFormat::adc) put_scopes(edits, content, layout);
}

}  // namespace

Result<Secret> with_tokens(const Secret& text, TokenFormat format, const TokenLayout& layout,
                           const FreshTokens& fresh) {
  if (const auto damaged = damage(text.reveal())) return Error{Code::invalid, damaged->message};
  MemberEdits edits(text, parents_of(format, layout));
  if (format == TokenFormat::openclaw) {
    if (layout.profile.empty()) return Error{Code::invalid, "it holds profiles: name one as `profile`"};
    if (const auto bar = barred(text.reveal(), layout)) return *bar;
    open_profile(edits, layout);
  }
  put_tokens(edits, format, layout, fresh);
  return std::move(edits).result();
}

Secret new_token_file(const TokenContent& content, const TokenLayout& layout) {
  MemberEdits edits(Secret(skeleton(content.format, layout)), parents_of(content.format, layout));
  put_tokens(edits, content.format, layout,
             {.access = &content.access,
              .refresh = content.refresh.empty() ? nullptr : &content.refresh,
              .expires_at = content.expires_at});
  put_rest(edits, content, layout);
  const bool elsewhere = !content.token_url.empty() && !is_google(content.token_url);
  if (content.format == TokenFormat::google && elsewhere) edits.remove({"universe_domain"});
  auto text = std::move(edits).result();
  assert(text.has_value());
  return std::move(*text);
}

}  // namespace jada
