// A notice as it should be, texts as nobody should write them, and what is read back from a request.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "engine/ports/http.h"
#include "resources/apis/notice.h"

namespace jada {

inline Notice google_notice() {
  return {.transition = Notice::Transition::fired,
          .severity = Notice::Severity::critical,
          .title = "token.google cannot be refreshed",
          .body = {"invalid_grant since 12:00", "sync.ports waits for it", "jada-reconcile token login google"},
          .subject = "token.google",
          .rule = "oauth",
          .instance = "node-1",
          .fingerprint = "9cb88950e0b62dde",
          .opened_at = *parse_time("2026-11-21T12:00:00Z"),
          .fired_at = *parse_time("2026-11-21T12:04:00Z")};
}

inline Notice resolved_notice() {
  Notice notice = google_notice();
  notice.transition = Notice::Transition::resolved;
  notice.resolved_at = *parse_time("2026-11-21T15:16:00Z");
  return notice;
}

struct HostileText {
  const char* name;
  std::string text;
};

inline std::vector<HostileText> hostile_texts() {
  std::string thumbs;
  while (thumbs.size() < 100'000) thumbs += "👍";
  return {{"lines", "a\r\nX-Header: b\nc"},
          {"escape", "\x1b]0;title\x07\x1b[2J"},
          {"right to left", "abc\u202egnp.exe"},
          {"mention", "<!channel> <@U123> <https://example.com|ok> & co"},
          {"quotes", "\",\"routing_key\":\"x\\"},
          {"no UTF-8", "a\xff\xfe\xc3(\xe2\x82"},
          {"zero", std::string("a\0b", 3)},
          {"long", std::string(100'000, 'x')},
          {"long quotes", std::string(100'000, '"')},
          {"long ampersands", std::string(100'000, '&')},
          {"long, four bytes each", thumbs},
          {"long, no UTF-8", std::string(100'000, '\x80')},
          {"empty", ""}};
}

/// That text in every place that has one.
inline Notice hostile_notice(const std::string& text) {
  Notice notice = google_notice();
  notice.title = notice.rule = notice.instance = notice.fingerprint = notice.subject = text;
  notice.body = {text, text, text};
  return notice;
}

/// The body as the service would read it.
inline Json json_of(const HttpRequest& request) {
  auto json = parse_json(request.body.reveal());
  EXPECT_TRUE(json.has_value());
  return json ? *json : Json();
}

inline bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

inline HttpAnswer answered(int status, const std::string& body = "",
                           std::vector<std::pair<std::string, std::string>> headers = {}) {
  HttpAnswer answer{.status = status, .headers = std::move(headers)};
  answer.body = Secret(body);
  return answer;
}

}  // namespace jada
