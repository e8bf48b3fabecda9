#include "resources/apis/email.h"

#include <gmock/gmock.h>

#include <sstream>

#include "hostile.h"

namespace jada {
namespace {

using Fate = Delivery::Fate;
using testing::HasSubstr;
using testing::Not;

const Time kNow = *parse_time("2026-11-21T15:20:00Z");
const MailHeads kHeads{.from = "jada@example.com", .to = {"ops@example.com", "night@example.com"}, .id = "msg_1"};
constexpr std::size_t kMost = 64 * 1024;

std::string mail_of(const Notice& notice) { return email_text(kHeads, notice, kNow, kMost); }

std::string header(const std::string& mail, const std::string& name) {
  std::string unfolded = mail.substr(0, mail.find("\r\n\r\n") + 2);
  for (auto at = unfolded.find("\r\n "); at != unfolded.npos; at = unfolded.find("\r\n ")) unfolded.erase(at, 2);
  const auto from = unfolded.find("\r\n" + name + ": ");
  if (from == unfolded.npos) return "absent";
  const auto value = from + name.size() + 4;
  return unfolded.substr(value, unfolded.find("\r\n", value) - value);
}

TEST(Email, SaysWhatWhyAndWhatToRun) {
  EXPECT_EQ(mail_of(google_notice()),
            "From: jada@example.com\r\nTo: ops@example.com,\r\n night@example.com\r\n"
            "Subject: critical: token.google cannot be refreshed\r\nDate: Sat, 21 Nov 2026 15:20:00 +0000\r\n"
            "Message-ID: <9cb88950e0b62dde.1795262640@node-1>\r\nAuto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            "critical: token.google cannot be refreshed\r\n\r\ninvalid_grant since 12:00\r\nsync.ports waits for it\r\n"
            "jada-reconcile token login google\r\n"
            "token.google =C2=B7 rule oauth =C2=B7 on node-1 =C2=B7 id 9cb88950e0b62dde\r\n");
}

TEST(Email, OfOneAlertIsOneThread) {
  const std::string first = mail_of(google_notice());
  const std::string last = mail_of(resolved_notice());
  EXPECT_EQ(header(last, "In-Reply-To"), header(first, "Message-ID"));
  EXPECT_EQ(header(last, "References"), header(first, "Message-ID"));
  EXPECT_NE(header(last, "Message-ID"), header(first, "Message-ID"));
  EXPECT_EQ(header(first, "In-Reply-To"), "absent");
  EXPECT_EQ(header(mail_of(resolved_notice()), "Message-ID"), header(last, "Message-ID")) << "the same when repeated";
  Notice again = google_notice();
  again.fired_at += std::chrono::hours{24};
  EXPECT_NE(header(mail_of(again), "Message-ID"), header(first, "Message-ID")) << "another time is another thread";
}

TEST(Email, WritesOtherAlphabetsAsEncodedWords) {
  Notice notice = google_notice();
  notice.title = "Café ☕ cannot be refreshed, and that for a very long time already, says everybody";
  const std::string mail = mail_of(notice);
  EXPECT_THAT(mail, HasSubstr("Subject: =?utf-8?B?"));
  EXPECT_THAT(header(mail, "Subject"), HasSubstr("?= =?utf-8?B?")) << "in several words";
}

TEST(Email, LetsNoTextBecomeAHeaderOrALongLine) {
  for (const auto& [name, text] : hostile_texts()) {
    const std::string mail = mail_of(hostile_notice(text));
    std::istringstream lines(mail);
    std::vector<std::string> names;
    bool is_body = false;
    for (std::string line; std::getline(lines, line);) {
      ASSERT_TRUE(line.ends_with('\r')) << name;
      line.pop_back();
      EXPECT_LE(line.size(), 76u + 2u * !is_body) << name << ": " << line;
      is_body = is_body || line.empty();
      for (const char c : line) EXPECT_TRUE(c >= ' ' && c <= '~') << name;
      if (!is_body && !line.starts_with(' ')) names.push_back(line.substr(0, line.find(':')));
    }
    EXPECT_THAT(names, testing::ElementsAre("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
                                            "MIME-Version", "Content-Type", "Content-Transfer-Encoding"))
        << name;
  }
}

TEST(Email, KnowsAddressesAndServers) {
  for (const char* good : {"ops@example.com", "o.p-s+x@mail.example.com"}) EXPECT_TRUE(is_mail_address(good)) << good;
  for (const char* bad : {"", "ops", "@example.com", "ops@", "a@b@c", "Ops <ops@example.com>", "a b@example.com",
                          "a@example.com\r\nBcc: x@example.com", "a@example.com,b@example.com"})
    EXPECT_FALSE(is_mail_address(bad)) << bad;
  for (const char* good : {"smtps://mail.example.com", "smtp://127.0.0.1:2525"}) EXPECT_TRUE(is_mail_server(good));
  for (const char* bad : {"", "mail.example.com", "https://mail.example.com", "smtp://", "smtp://u@mail.example.com",
                          "smtp://mail.example.com/x"})
    EXPECT_FALSE(is_mail_server(bad)) << bad;
}

TEST(Email, ReadsItsAnswers) {
  const struct {
    int code;
    Fate fate;
  } cases[] = {{250, Fate::delivered},    {251, Fate::delivered},   {354, Fate::retry},
               {421, Fate::retry},        {451, Fate::retry},       {0, Fate::retry},
               {530, Fate::wrong_key},    {535, Fate::wrong_key},   {550, Fate::dead_channel},
               {553, Fate::dead_channel}, {552, Fate::bad_payload}, {554, Fate::bad_payload}};
  for (const auto& one : cases) {
    EXPECT_EQ(read_mail_answer({.code = one.code}).fate, one.fate) << one.code;
    EXPECT_EQ(read_mail_answer({.code = one.code}).reason.empty(), one.fate == Fate::delivered) << one.code;
  }
  EXPECT_EQ(read_mail_trouble({Code::unavailable, "no connection"}).fate, Fate::retry);
  EXPECT_EQ(read_mail_trouble({Code::denied, "a bad address"}).fate, Fate::dead_channel);
}

}  // namespace
}  // namespace jada
