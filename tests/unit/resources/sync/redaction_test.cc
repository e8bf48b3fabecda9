#include "resources/sync/redaction.h"

#include <gmock/gmock.h>

#include "engine/base/base64.h"

namespace jada {
namespace {

std::vector<Secret> canary() {
  std::vector<Secret> secrets;
  secrets.emplace_back("canary value 81");
  return secrets;
}

TEST(Redaction, TakesOutWhatIsKnown) {
  const auto secrets = canary();
  EXPECT_EQ(redacted({.head = "token canary value 81 and\n", .tail = "canary%20value+81 canary+value+81"}, secrets),
            "token … and\ncanary%20value+81 …");
  EXPECT_EQ(redacted({.head = "split can", .tail = "ary value 81"}, secrets), "split …");
  EXPECT_EQ(redacted({.head = base64("canary value 81")}, secrets), "…");
  EXPECT_EQ(redacted({.head = "nothing here"}, {}), "nothing here");
}

TEST(Redaction, TakesOutWhatLooksLikeASecret) {
  const struct {
    const char* said;
    const char* told;
  } cases[] = {
      {"Authorization: Bearer abc.DEF-123_~+/==, next", "Authorization: Bearer …, next"},
      {"authorization=bearer%20abcdefgh&x=1", "authorization=bearer%20…&x=1"},
      {"the bearer is me", "the bearer is me"},
      {R"({"access_token":"ya29.a0Af-x_Y.z","expires_in":3599})", R"({"access_token":"…","expires_in":3599})"},
      {R"("refresh_token": "1//0gAbc-defg_h",)", R"("refresh_token": "…",)"},
      {R"("refresh_token":"1\/\/0gAbc-defg_h")", R"("refresh_token":"…")"},
      {"refresh_token=1%2F%2F0gAbc-defg_h&a=b", "refresh_token=…&a=b"},
      {"see http://host.example/v1//0123456789", "see http://host.example/v1//0123456789"},
      {"secret GOCSPX-abcDEF_1234-x.", "secret …."},
      {"xoxb-12-34-abCD xoxp-99-xx xoxe.xoxp-1-Mi0 xapp-1-A02", "… … … …"},
      {"POST https://hooks.slack.com/services/T00/B00/abc 404", "POST https://hooks.slack.com/services/… 404"},
      {R"(https:\/\/hooks.slack.com\/services\/T00\/B00\/abc")", R"(https:\/\/hooks.slack.com\/services\/…")"},
      {"id_token=eyJhbGciOiJSUzI1.eyJpc3MiOiJh.c2ln-_ x", "id_token=… x"},
      {"a\n-----BEGIN PRIVATE KEY-----\nMIIE\nabc=\n-----END PRIVATE KEY-----\nb", "a\n…\nb"},
      {"a -----BEGIN RSA PRIVATE KEY-----\nMIIE", "a …"},
      {"-----BEGIN CERTIFICATE-----\nMIIE", "-----BEGIN CERTIFICATE-----\nMIIE"},
      {"token error: HTTP Error 400: Bad Request", "token error: HTTP Error 400: Bad Request"},
  };
  for (const auto& one : cases) EXPECT_EQ(redacted({.head = one.said}, {}), one.told);
}

TEST(Redaction, LeavesNoHalfASecretAtTheCut) {
  const auto secrets = canary();
  const struct {
    const char* head;
    const char* tail;
    const char* told;
  } cases[] = {
      {"first canary val", "ry value 81 last", "first …\n[5 bytes left out]\n… last"},
      {"Bearer abcdefghi", "jklm.nop last", "Bearer …\n[5 bytes left out]\n… last"},
      {"ya29.abcd", "efgh\nlast", "…\n[5 bytes left out]\n…\nlast"},
      {"plain text", "\nof lines", "plain text\n[5 bytes left out]\n\nof lines"},
      {"plain", "", "plain\n[5 bytes left out]\n"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(redacted({.head = one.head, .tail = one.tail, .left_out = 5}, secrets), one.told);
  }
}

TEST(Redaction, KeepsMostOfATextWithoutBlanks) {
  const std::string text(64 * 1024, '.');
  EXPECT_EQ(redacted({.head = text, .tail = text, .left_out = 1}, {}),
            text + "\n[1 bytes left out]\n…" + text.substr(8 * 1024));
}

}  // namespace
}  // namespace jada
