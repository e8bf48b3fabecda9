#include <gmock/gmock.h>

#include <random>

#include "engine/base/json.h"
#include "engine/base/json_string.h"
#include "engine/base/json_text.h"
#include "tests/unit/resources/token/token_texts.h"

namespace jada {
namespace {

using namespace test;

const Secret kAccess("at-2");
const Secret kRefresh("rt-2");
const Secret kIdToken("id-2");
const std::string kScope = "b c";

FreshTokens all_fresh() {
  return {.access = &kAccess,
          .refresh = &kRefresh,
          .expires_at = kFreshEnd,
          .received_at = kNow,
          .granted_scope = &kScope,
          .id_token = &kIdToken};
}

TEST(TokenWrite, ChangesNothingButTheValues) {
  struct Case {
    std::string name;
    TokenFormat format;
    std::string text;
    std::string expected;
  };
  const auto at_rt = [](const std::string& text) { return but(but(text, "at-1", "at-2"), "rt-1", "rt-2"); };
  const std::string odd =
      "\xef\xbb\xbf{\r\n\t\"z\" : 1.50e+2 ,\r\n\t\"refresh_token\":\"rt-1\",\r\n\t\"access_token\" :  "
      "\"at-1\",\r\n\t\"\\u0078\":[ ],\"expires_at\":1778664600,\r\n\t\"a\":{\"access_token\":\"at-1\"}}";
  const std::string bare = R"({"token": "at-1", "refresh_token": "rt-1"})";
  const Case cases[] = {
      {"google", TokenFormat::google, kGoogle,
       at_rt(but(kGoogle, "2026-05-13T09:30:00.123456Z", "2026-05-13T12:00:00Z"))},
      {"google, its last line ended", TokenFormat::google, kGoogle + "\n",
       at_rt(but(kGoogle, "2026-05-13T09:30:00.123456Z", "2026-05-13T12:00:00Z")) + "\n"},
      {"node", TokenFormat::node, kNode,
       at_rt(but(but(kNode, "1778664600123", "1778673600789"), R"("scope":"a b")", R"("scope":"b c")"))},
      {"adc", TokenFormat::adc, kAdc, but(kAdc, "rt-1", "rt-2")},
      {"openclaw", TokenFormat::openclaw, kOpenclaw,
       at_rt(but(but(kOpenclaw, "1778664600123", "1778673600789"), "\n      \"cooldownUntil\": 1778668000000,", ""))},
      {"plain", TokenFormat::plain, kPlain,
       at_rt(but(but(kPlain, "1778664600", "1778673600"), R"("scope":"a b")", R"("scope":"b c")"))},
      {"a byte order mark, CRLF, blanks, spellings", TokenFormat::plain, odd,
       at_rt(but(odd, "1778664600", "1778673600"))},
      {"a scope that is a list", TokenFormat::plain,
       R"({"access_token":"at-2","refresh_token":"rt-2","scope":["a"],"expires_at":0})",
       R"({"access_token":"at-2","refresh_token":"rt-2","scope":["b","c"],"expires_at":1778673600})"},
      {"an id token that was kept", TokenFormat::node,
       R"({"id_token":"id-1","access_token":"at-1","refresh_token":"rt-1","expiry_date":1})",
       R"({"id_token":"id-2","access_token":"at-2","refresh_token":"rt-2","expiry_date":1778673600789})"},
      {"both spellings of a name", TokenFormat::plain,
       R"({"access_token":"at-1","accessToken":"at-1","refreshToken":"rt-1","expires_at":0})",
       R"({"access_token":"at-2","accessToken":"at-2","refreshToken":"rt-2","expires_at":1778673600})"},
      {"members that are missing are added", TokenFormat::google, "{\n    \"client_id\": \"c\"\n}",
       "{\n    \"client_id\": \"c\",\n    \"refresh_token\": \"rt-2\",\n    \"token\": \"at-2\",\n"
       "    \"expiry\": \"2026-05-13T12:00:00Z\"\n}"},
      {"an expiry that is missing is added", TokenFormat::google, bare,
       R"({"token": "at-2", "refresh_token": "rt-2", "expiry": "2026-05-13T12:00:00Z"})"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(splice(one.text, one.format, layout_of(one.format), all_fresh()), one.expected) << one.name;
  }
}

TEST(TokenWrite, KeepsTheRefreshTokenThatDidNotRotate) {
  EXPECT_EQ(splice(kNode, TokenFormat::node, {}, {.access = &kAccess}), but(kNode, "at-1", "at-2"));
  EXPECT_EQ(splice(kAdc, TokenFormat::adc, {}, {.access = &kAccess, .expires_at = kFreshEnd}), kAdc);
}

TEST(TokenWrite, KeepsTheSpellingOfATokenThatStaysTheSame) {
  const std::string text = R"({"access_token":"1\/\/x","refresh_token":"\u0072"})";
  const Secret access("1//x");
  const Secret refresh("r");
  EXPECT_EQ(splice(text, TokenFormat::plain, {}, {.access = &access, .refresh = &refresh}), text);
}

TEST(TokenWrite, WritesEachHalfOfAPairIntoItsOwnFile) {
  const std::string access = R"({"token":"at-1","expiry":"2026-05-13T09:30:00Z"})";
  const std::string refresh = R"({"refresh_token":"rt-1"})";
  EXPECT_EQ(splice(access, TokenFormat::google, layout_of(TokenFormat::split, Holds::access), all_fresh()),
            R"({"token":"at-2","expiry":"2026-05-13T12:00:00Z"})");
  EXPECT_EQ(splice(refresh, TokenFormat::plain, layout_of(TokenFormat::split, Holds::refresh), all_fresh()),
            R"({"refresh_token":"rt-2"})");
}

TEST(TokenWrite, PutsALostRefreshTokenBack) {
  const std::string lost = R"({"access_token":"at-1","expires_at":1778664600})";
  EXPECT_EQ(splice(lost, TokenFormat::plain, {}, {.refresh = &kRefresh}),
            R"({"access_token":"at-1","expires_at":1778664600,"refresh_token":"rt-2"})");
  EXPECT_EQ(splice(but(kGoogle, R"("rt-1")", "null"), TokenFormat::google, {}, {.refresh = &kRefresh}),
            but(kGoogle, "rt-1", "rt-2"));
}

TEST(TokenWrite, EndsTheCooldownOfThisProfileAlone) {
  const TokenLayout layout = layout_of(TokenFormat::openclaw);
  const std::string benched = but(kOpenclaw, R"("errorCount": 2)", R"("disabledUntil": 1778668000000)");
  const std::string after = splice(benched, TokenFormat::openclaw, layout, {.access = &kAccess});
  EXPECT_EQ(after.find("disabledUntil"), std::string::npos);
  EXPECT_NE(after.find("\"google:ops\": {\n      \"lastUsed\": 1778664000000\n    }"), std::string::npos) << after;
  EXPECT_NE(after.find("1778668000001"), std::string::npos);
}

TEST(TokenWrite, MakesAProfileThatIsNotThere) {
  const std::string text = "{\n  \"version\": 1,\n  \"profiles\": {}\n}\n";
  const TokenLayout layout = layout_of(TokenFormat::openclaw);
  const std::string made = splice(text, TokenFormat::openclaw, layout, all_fresh());
  EXPECT_EQ(made,
            "{\n  \"version\": 1,\n  \"profiles\": {\"google:ops\":{\"type\":\"oauth\",\"provider\":\"google\","
            "\"refresh\":\"rt-2\",\"access\":\"at-2\",\"expires\":1778673600789}}\n}\n");
  EXPECT_EQ(read_well(made, layout).refresh.reveal(), "rt-2");
}

TEST(TokenWrite, RefusesWhatItCannotSpliceWithoutAWordOfIt) {
  const TokenLayout layout = layout_of(TokenFormat::openclaw);
  const std::tuple<std::string, TokenFormat, Code> cases[] = {
      {R"({"secret-word")", TokenFormat::plain, Code::invalid},
      {R"({"secret-word":1,"secret-word":2})", TokenFormat::plain, Code::invalid},
      {R"({"profiles":"secret-word"})", TokenFormat::openclaw, Code::conflict},
      {R"({"profiles":{"google:ops":"secret-word"}})", TokenFormat::openclaw, Code::conflict},
      {R"({"profiles":{"google:ops":{"oauthRef":"secret-word"}}})", TokenFormat::openclaw, Code::conflict},
  };
  for (const auto& [text, format, code] : cases) {
    const auto spliced = with_tokens(Secret(text), format, layout, all_fresh());
    ASSERT_FALSE(spliced.has_value()) << text;
    EXPECT_EQ(spliced.error().code, code) << text;
    EXPECT_EQ(spliced.error().message.find("secret-word"), std::string::npos) << spliced.error().message;
  }
  EXPECT_EQ(with_tokens(Secret("{}"), TokenFormat::openclaw, {}, all_fresh()).error().code, Code::invalid);
}

TokenContent content_of(TokenFormat format) {
  TokenContent content{.format = format};
  content.access = Secret("at-\"1\"");
  content.refresh = Secret("1//rt");
  content.expires_at = *parse_time("2026-05-13T12:00:00Z");
  content.client_id = "client-1";
  content.client_secret = Secret("cs-1");
  content.token_url = "https://t.example.com";
  content.scopes = {"a", "b"};
  content.account = "ada@example.com";
  return content;
}

TEST(NewTokenFile, ReadsBackInEveryFormat) {
  for (const auto format :
       {TokenFormat::google, TokenFormat::node, TokenFormat::adc, TokenFormat::openclaw, TokenFormat::plain}) {
    const TokenLayout layout = layout_of(format);
    const std::string text = new_token_file(content_of(format), layout).reveal();
    EXPECT_TRUE(text.starts_with("{\n  \"") && text.ends_with("\n}\n")) << text;
    const TokenContent back = read_well(text, layout);
    EXPECT_EQ(read_well(text, layout_of(std::nullopt)).format, format) << text;
    EXPECT_EQ(back.refresh.reveal(), "1//rt") << text;
    if (format == TokenFormat::adc) continue;
    EXPECT_EQ(back.access.reveal(), "at-\"1\"") << text;
    EXPECT_EQ(back.expires_at, content_of(format).expires_at) << text;
  }
}

TEST(NewTokenFile, IsWhatGoogleAuthWrites) {
  TokenContent content = content_of(TokenFormat::google);
  EXPECT_THAT(new_token_file(content, {}).reveal(), testing::Not(testing::HasSubstr("googleapis")))
      << "of another provider";
  content.token_url = "https://oauth2.googleapis.com/token";
  EXPECT_EQ(new_token_file(content, {}).reveal(), R"({
  "type": "authorized_user",
  "token": "at-\"1\"",
  "refresh_token": "1//rt",
  "token_uri": "https://oauth2.googleapis.com/token",
  "client_id": "client-1",
  "client_secret": "cs-1",
  "scopes": ["a","b"],
  "universe_domain": "googleapis.com",
  "account": "ada@example.com",
  "expiry": "2026-05-13T12:00:00Z"
}
)");
}

TEST(NewTokenFile, IsWhatOpenclawWrites) {
  EXPECT_EQ(new_token_file(content_of(TokenFormat::openclaw), layout_of(TokenFormat::openclaw)).reveal(), R"({
  "version": 1,
  "profiles": {
    "google:ops": {
      "type": "oauth",
      "provider": "google",
      "refresh": "1//rt",
      "access": "at-\"1\"",
      "expires": 1778673600000,
      "clientId": "client-1",
      "email": "ada@example.com"
    }
  }
}
)");
}

TEST(NewTokenFile, HoldsOneHalfOfAPair) {
  const auto half = [](Holds holds) {
    return new_token_file(content_of(TokenFormat::split), layout_of(TokenFormat::split, holds)).reveal();
  };
  EXPECT_EQ(half(Holds::access),
            "{\n  \"token_type\": \"Bearer\",\n  \"access_token\": \"at-\\\"1\\\"\",\n"
            "  \"expires_at\": 1778673600,\n  \"scope\": \"a b\"\n}\n");
  EXPECT_EQ(half(Holds::refresh), "{\n  \"refresh_token\": \"1//rt\"\n}\n");
}

// --- any object around the tokens ---

class Dice {
 public:
  explicit Dice(unsigned seed) : source_(seed) {}
  std::size_t below(std::size_t count) { return source_() % count; }
  std::string blanks() { return std::string(kBlanks[below(std::size(kBlanks))]); }
  std::string text() {
    std::string word(below(8), ' ');
    for (char& c : word) c = static_cast<char>(1 + below(126));
    return word;
  }
  std::string value(int depth) {
    const char* const plain[] = {"1.50e+2", "-0", "null", "true", "[ ]", "{ }", "1778664600"};
    if (depth > 2 || below(3) > 0) return below(2) == 0 ? json_quoted(text()) : plain[below(std::size(plain))];
    if (below(2) == 0) return "[" + blanks() + value(depth + 1) + blanks() + "," + value(depth + 1) + "]";
    return "{" + json_quoted("refresh_token") + blanks() + ":" + value(depth + 1) + blanks() + "}";
  }
  std::string member(const std::string& name) {
    return blanks() + json_quoted(name) + blanks() + ":" + blanks() + value(0) + blanks();
  }

 private:
  static constexpr std::string_view kBlanks[] = {"", "", " ", "\n  ", "\r\n\t"};
  std::mt19937 source_;
};

std::string any_object(Dice& dice) {
  std::string text = dice.below(4) == 0 ? "\xef\xbb\xbf{" : "{";
  const std::size_t count = dice.below(6);
  for (std::size_t i = 0; i < count; ++i) {
    text += (i > 0 ? "," : "") + dice.member("k" + std::to_string(i) + dice.text());
  }
  return text + dice.blanks() + "}" + dice.blanks();
}

TEST(TokenWrite, GivesBackEveryOtherByteOfAnyObject) {
  const std::string names[] = {"refresh_token", "token", "expiry"};
  for (unsigned seed = 0; seed < 500; ++seed) {
    Dice dice(seed);
    const std::string before = any_object(dice);
    const Secret access(dice.text() + "a");
    const Secret refresh(dice.text() + "r");
    const TokenLayout layout = layout_of(TokenFormat::google);
    const FreshTokens first{.access = &refresh, .refresh = &access, .expires_at = kModified, .received_at = kModified};
    const FreshTokens fresh{.access = &access, .refresh = &refresh, .expires_at = kFreshEnd, .received_at = kNow};
    const std::string with =
        splice(splice(before, TokenFormat::google, layout, first), TokenFormat::google, layout, fresh);
    ASSERT_EQ(with, splice(before, TokenFormat::google, layout, fresh)) << before;
    const TokenContent content = read_well(with, layout);
    ASSERT_EQ(content.access.reveal(), access.reveal()) << with;
    ASSERT_EQ(content.refresh.reveal(), refresh.reveal()) << with;
    ASSERT_EQ(to_string(content.expires_at.value_or(Time{})), "2026-05-13T12:00:00.000Z") << with;
    ASSERT_TRUE(parse_json(with).has_value()) << with;
    std::string without = with;
    for (const std::string& name : names) without = *without_member(without, std::vector{name});
    ASSERT_EQ(without, before) << with;
  }
}

}  // namespace
}  // namespace jada
