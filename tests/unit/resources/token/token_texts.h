// Token files as their programs write them, and short ways to read and splice them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "resources/token/token_file.h"

namespace jada::test {

inline const Time kModified = *parse_time("2026-05-13T10:00:00Z");
inline const Time kNow = *parse_time("2026-05-13T11:00:00.250Z");
inline const Time kFreshEnd = *parse_time("2026-05-13T12:00:00.789Z");

inline const std::string kGoogle =
    R"({"token": "at-1", "refresh_token": "rt-1", "token_uri": "https://oauth2.example.com/token", "client_id": "client-1", )"
    R"("client_secret": "cs-1", "scopes": ["https://scope.example.com/a", "b"], "universe_domain": "googleapis.com", )"
    R"("account": "", "expiry": "2026-05-13T09:30:00.123456Z"})";

inline const std::string kNode =
    R"({"access_token":"at-1","refresh_token":"rt-1","scope":"a b","token_type":"Bearer","expiry_date":1778664600123})";

inline const std::string kAdc =
    "{\n  \"account\": \"\",\n  \"client_id\": \"client-1\",\n  \"client_secret\": \"cs-1\",\n"
    "  \"quota_project_id\": \"p-1\",\n  \"refresh_token\": \"rt-1\",\n  \"type\": \"authorized_user\"\n}";

inline const std::string kOpenclaw = R"({
  "version": 1,
  "profiles": {
    "google:ops": {
      "type": "oauth",
      "provider": "google",
      "access": "at-1",
      "refresh": "rt-1",
      "expires": 1778664600123,
      "email": "ada@example.com",
      "clientId": "client-1"
    },
    "other:default": {
      "type": "api_key",
      "provider": "other",
      "key": "k-1"
    }
  },
  "usageStats": {
    "google:ops": {
      "lastUsed": 1778664000000,
      "cooldownUntil": 1778668000000,
      "errorCount": 2
    },
    "other:default": {
      "cooldownUntil": 1778668000001
    }
  }
}
)";

inline const std::string kPlain =
    R"({"access_token":"at-1","refresh_token":"rt-1","token_type":"Bearer","scope":"a b","expires_at":1778664600})";

inline TokenLayout layout_of(std::optional<TokenFormat> declared, Holds holds = Holds::both) {
  return {.declared = declared, .holds = holds, .profile = "google:ops"};
}

/// The content, or an empty one and a failure.
inline TokenContent read_well(const std::string& text, const TokenLayout& layout) {
  auto read = read_token(Secret(text), layout, kModified);
  if (const auto* bad = std::get_if<BadTokenFile>(&read)) ADD_FAILURE() << text << ": " << bad->found.message;
  auto* content = std::get_if<TokenContent>(&read);
  return content ? std::move(*content) : TokenContent{};
}

inline std::string splice(const std::string& text, TokenFormat format, const TokenLayout& layout,
                          const FreshTokens& fresh) {
  auto spliced = with_tokens(Secret(text), format, layout, fresh);
  return spliced ? spliced->reveal() : "error: " + spliced.error().message;
}

/// `text` with the first `from` replaced; a text without it is a mistake in the test.
inline std::string but(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) ADD_FAILURE() << from << " is not in " << text;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace jada::test
