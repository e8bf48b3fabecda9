#include "resources/token/openclaw_profile.h"

#include <fmt/format.h>

#include "engine/base/json_string.h"

namespace jada {
namespace {

// Then one claim's 32 hex digits, `failed:` if it came to nothing, the token's name and a digest.
constexpr std::string_view kFence = "openclaw-oauth-refresh-fence:";

bool is_fence(const Secret& token) { return token.reveal().starts_with(kFence); }
bool is_failed(const Secret& token) { return token.reveal().find(":failed:") != std::string::npos; }

Members profile_of(std::string_view json, const TokenLayout& layout) {
  return Members(json, parents_of(TokenFormat::openclaw, layout));
}

// `oauthRef` points into another store; then tokens written here would not be looked at.
bool is_kept_elsewhere(const Members& profile) { return profile.at("oauthRef").value_or("null") != "null"; }

}  // namespace

std::string_view provider_of(std::string_view profile) { return profile.substr(0, profile.find(':')); }

std::optional<FlawFound> profile_flaw(std::string_view json, const TokenLayout& layout) {
  if (layout.profile.empty()) return FlawFound{FileFlaw::no_such_profile, "it holds profiles: name one as `profile`"};
  if (!Members(json, {"profiles"}).has_object(layout.profile)) {
    return FlawFound{FileFlaw::no_such_profile, fmt::format("it holds no profile {}", layout.profile)};
  }
  Members profile = profile_of(json, layout);
  if (is_kept_elsewhere(profile)) {
    return FlawFound{FileFlaw::wrong_shape, "the profile keeps its tokens in another store"};
  }
  const Secret type = profile.secret({"type", "mode"});
  if (!type.empty() && type.reveal() != "oauth") {
    return FlawFound{FileFlaw::wrong_shape, "the profile holds no OAuth login: there is nothing to refresh"};
  }
  return std::nullopt;
}

bool read_fence(TokenContent& content) {
  if (content.format != TokenFormat::openclaw || (!is_fence(content.access) && !is_fence(content.refresh))) {
    return false;
  }
  content.failed_fence = is_failed(content.access) || is_failed(content.refresh);
  content.pending_fence = !content.failed_fence;
  content.access = Secret();
  content.refresh = Secret();
  content.expires_at.reset();
  return true;
}

std::optional<Error> barred(std::string_view json, const TokenLayout& layout) {
  Members profile = profile_of(json, layout);
  if (is_kept_elsewhere(profile)) return Error{Code::conflict, "the profile keeps its tokens in another store"};
  const MemberNames& names = names_of(TokenFormat::openclaw);
  TokenContent tokens{.format = TokenFormat::openclaw};
  tokens.access = profile.secret(names.access);
  tokens.refresh = profile.secret(names.refresh);
  read_fence(tokens);
  if (tokens.pending_fence) return Error{Code::conflict, "OpenClaw is refreshing the profile just now"};
  return std::nullopt;
}

void open_profile(MemberEdits& edits, const TokenLayout& layout) {
  if (!edits.members().has_any({"type", "mode", "access", "refresh"})) {
    edits.put("type", json_quoted("oauth"));
    edits.put("provider", json_quoted(provider_of(layout.profile)));
  }
  for (const char* name : {"cooldownUntil", "disabledUntil"}) edits.remove({"usageStats", layout.profile, name});
}

}  // namespace jada
