#include <algorithm>

#include "tests/unit/resources/token/token_texts.h"

namespace jada {
namespace {

using namespace test;

TEST(TokenRead, SaysWhatEachFormatSays) {
  struct Case {
    std::string name;
    std::string text;
    TokenFormat format;
    std::string access, client_id, client_secret, token_url, account;
    std::vector<std::string> scopes;
    std::string expires_at;
  };
  const std::string google_url = "https://oauth2.example.com/token";
  const Case cases[] = {
      {"google",
       kGoogle,
       TokenFormat::google,
       "at-1",
       "client-1",
       "cs-1",
       google_url,
       "",
       {"https://scope.example.com/a", "b"},
       "2026-05-13T09:30:00.123Z"},
      {"google, scopes as one string",
       but(kGoogle, R"(["https://scope.example.com/a", "b"])", R"("c  d")"),
       TokenFormat::google,
       "at-1",
       "client-1",
       "cs-1",
       google_url,
       "",
       {"c", "d"},
       "2026-05-13T09:30:00.123Z"},
      {"google without an expiry",
       but(kGoogle, R"(, "expiry": "2026-05-13T09:30:00.123456Z")", ""),
       TokenFormat::google,
       "at-1",
       "client-1",
       "cs-1",
       google_url,
       "",
       {"https://scope.example.com/a", "b"},
       ""},
      {"node", kNode, TokenFormat::node, "at-1", "", "", "", "", {"a", "b"}, "2026-05-13T09:30:00.123Z"},
      {"adc", kAdc, TokenFormat::adc, "", "client-1", "cs-1", "", "", {}, ""},
      {"openclaw",
       kOpenclaw,
       TokenFormat::openclaw,
       "at-1",
       "client-1",
       "",
       "",
       "ada@example.com",
       {},
       "2026-05-13T09:30:00.123Z"},
      {"plain", kPlain, TokenFormat::plain, "at-1", "", "", "", "", {"a", "b"}, "2026-05-13T09:30:00.000Z"},
  };
  for (const Case& one : cases) {
    for (const auto declared : {std::optional<TokenFormat>(), std::optional(one.format)}) {
      const TokenContent content = read_well(one.text, layout_of(declared));
      EXPECT_EQ(content.format, one.format) << one.name;
      EXPECT_EQ(content.access.reveal(), one.access) << one.name;
      EXPECT_EQ(content.refresh.reveal(), "rt-1") << one.name;
      EXPECT_EQ(content.client_id, one.client_id) << one.name;
      EXPECT_EQ(content.client_secret.reveal(), one.client_secret) << one.name;
      EXPECT_EQ(content.token_url, one.token_url) << one.name;
      EXPECT_EQ(content.account, one.account) << one.name;
      EXPECT_EQ(content.scopes, one.scopes) << one.name;
      EXPECT_EQ(content.expires_at ? to_string(*content.expires_at) : "", one.expires_at) << one.name;
      EXPECT_TRUE(content.expiry_is_sure) << one.name;
    }
  }
}

TEST(TokenRead, TellsTheFormatByItsMembers) {
  struct Case {
    std::string text;
    std::optional<TokenFormat> declared;
    Holds holds;
    TokenFormat expected;
  };
  const auto none = std::optional<TokenFormat>();
  const Case cases[] = {
      {R"({"token":"a","refresh_token":"r","type":"authorized_user"})", none, Holds::both, TokenFormat::google},
      {R"({"refresh_token":"r","client_id":"c"})", none, Holds::both, TokenFormat::google},
      {R"({"refresh_token":"r"})", none, Holds::both, TokenFormat::plain},
      {R"({"refresh_token":"r"})", TokenFormat::node, Holds::both, TokenFormat::node},
      {R"({"access_token":"a","refresh_token":"r"})", TokenFormat::node, Holds::both, TokenFormat::node},
      {R"({"accessToken":"a","refreshToken":"r","expiresAt":"2026-05-13T12:00:00Z"})", TokenFormat::plain, Holds::both,
       TokenFormat::plain},
      {kAdc, TokenFormat::google, Holds::both, TokenFormat::google},
      {R"({"token":"a","expiry":"2026-05-13T12:00:00Z"})", TokenFormat::split, Holds::access, TokenFormat::google},
      {R"({"access_token":"a"})", TokenFormat::split, Holds::access, TokenFormat::plain},
      {R"({"refresh_token":"r"})", TokenFormat::split, Holds::refresh, TokenFormat::plain},
      {R"({"access_token":"a"})", none, Holds::access, TokenFormat::plain},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(read_well(one.text, layout_of(one.declared, one.holds)).format, one.expected) << one.text;
  }
}

TEST(TokenRead, ReadsNamesAndTextsWrittenWithEscapes) {
  const auto content =
      read_well("\xef\xbb\xbf{\r\n\"access\\u005ftoken\":\"a\\/b\\u0041\",\"refresh_token\":\"r\"}\r\n", {});
  EXPECT_EQ(content.access.reveal(), "a/bA");
}

struct FlawCase {
  std::string name;
  std::string text;
  TokenLayout layout;
  FileFlaw flaw;
};

std::vector<FlawCase> flaw_cases() {
  const TokenLayout any = layout_of(std::nullopt);
  const TokenLayout google = layout_of(TokenFormat::google);
  const TokenLayout openclaw = layout_of(TokenFormat::openclaw);
  const std::string wrapped = R"({"client_id":"secret-word","client_secret":"secret-word"}})";
  const auto type = [](const std::string& name) { return R"({"type":")" + name + R"(","x":"secret-word"})"; };
  TokenLayout no_profile = openclaw;
  no_profile.profile = "";
  return {
      {"0 bytes", "", any, FileFlaw::empty},
      {"blanks", " \r\n", any, FileFlaw::empty},
      {"a byte order mark", "\xef\xbb\xbf", any, FileFlaw::empty},
      {"zeros", std::string(64, '\0'), any, FileFlaw::empty},
      {"cut in the middle", R"({"access_token":"secret-word","refr)", any, FileFlaw::truncated},
      {"cut, then zeros", R"({"access_token":"secret-w)" + std::string(16, '\0'), any, FileFlaw::truncated},
      {"an older, longer end", kPlain + R"(secret-word"})", any, FileFlaw::trailing_bytes},
      {"whole, then zeros", kPlain + std::string(16, '\0'), any, FileFlaw::trailing_bytes},
      {"both tokens emptied", R"({"access_token":"","refresh_token":"","expires_at":0})", any, FileFlaw::blanked},
      {"both tokens null", R"({"token":null,"refresh_token":null})", google, FileFlaw::blanked},
      {"an openclaw profile emptied", but(but(kOpenclaw, "at-1", ""), "rt-1", ""), openclaw, FileFlaw::blanked},
      {"an empty object", "{}\n", google, FileFlaw::blanked},
      {"adc without its only token", but(kAdc, "rt-1", ""), layout_of(TokenFormat::adc), FileFlaw::blanked},
      {"refresh token missing", R"({"access_token":"secret-word","expires_in":3599})", any, FileFlaw::no_refresh_token},
      {"refresh token null", but(kGoogle, R"("rt-1")", "null"), google, FileFlaw::no_refresh_token},
      {"refresh token empty", but(kNode, "rt-1", ""), any, FileFlaw::no_refresh_token},
      {"google overwritten with the answer", R"({"access_token":"secret-word","token_type":"Bearer"})", google,
       FileFlaw::no_refresh_token},
      {"a half without its token", R"({"access_token":"secret-word"})", layout_of(TokenFormat::split, Holds::refresh),
       FileFlaw::no_refresh_token},
      {"a key twice", R"({"access_token":"secret-word","access_token":"b"})", any, FileFlaw::duplicate_keys},
      {"a key twice far away", R"({"access_token":"a","refresh_token":"r","x":[{"secret-word":1,"secret-word":2}]})",
       any, FileFlaw::duplicate_keys},
      {"an installed client", R"({"installed":)" + wrapped, any, FileFlaw::client_file},
      {"a web client", R"({"web":)" + wrapped, google, FileFlaw::client_file},
      {"a service account's key", type("service_account"), google, FileFlaw::key_file},
      {"an external account", type("external_account"), any, FileFlaw::wrong_shape},
      {"a workforce login", type("external_account_authorized_user"), any, FileFlaw::wrong_shape},
      {"an impersonation", type("impersonated_service_account"), any, FileFlaw::wrong_shape},
      {"a gdch identity", type("gdch_service_account"), any, FileFlaw::wrong_shape},
      {"a bare token", "ya29.secret-word", any, FileFlaw::not_json},
      {"a pickle", "\x80\x04\x95secret-word", any, FileFlaw::not_json},
      {"an encrypted blob", std::string("Salted__\x01\x02", 10), any, FileFlaw::not_json},
      {"UTF-16", std::string("\xff\xfe{\0}\0", 6), any, FileFlaw::not_json},
      {"too deep", R"({"a":)" + std::string(1000, '['), any, FileFlaw::not_json},
      {"a list", R"(["secret-word"])", any, FileFlaw::wrong_shape},
      {"no tokens", R"({"secret-word":1})", any, FileFlaw::wrong_shape},
      {"no tokens where some are declared", R"({"secret-word":1})", google, FileFlaw::wrong_shape},
      {"another format", kNode, google, FileFlaw::wrong_shape},
      {"google where plain is declared", kGoogle, layout_of(TokenFormat::plain), FileFlaw::wrong_shape},
      {"an access token where adc is declared", kGoogle, layout_of(TokenFormat::adc), FileFlaw::wrong_shape},
      {"profiles where google is declared", kOpenclaw, google, FileFlaw::wrong_shape},
      {"no profiles", kPlain, openclaw, FileFlaw::wrong_shape},
      {"a token that is a number", but(kPlain, R"("at-1")", "12"), any, FileFlaw::wrong_shape},
      {"a token with half a surrogate pair", but(kPlain, "at-1", R"(\ud800)"), any, FileFlaw::wrong_shape},
      {"scopes that are numbers", but(kGoogle, R"("b"])", "1]"), google, FileFlaw::wrong_shape},
      {"another profile", but(kOpenclaw, "google:ops", "google:dev"), openclaw, FileFlaw::no_such_profile},
      {"no profile named", kOpenclaw, no_profile, FileFlaw::no_such_profile},
      {"a profile that is no object", R"({"profiles":{"google:ops":1}})", openclaw, FileFlaw::no_such_profile},
      {"an api key", but(kOpenclaw, "oauth", "api_key"), openclaw, FileFlaw::wrong_shape},
      {"an api key by its older name", but(kOpenclaw, R"("type": "oauth")", R"("mode": "api_key")"), openclaw,
       FileFlaw::wrong_shape},
      {"a profile kept elsewhere", but(kOpenclaw, R"("type": "oauth")", R"("oauthRef": {"id": "x"})"), openclaw,
       FileFlaw::wrong_shape},
  };
}

TEST(TokenRead, NamesEveryFlawWithoutAWordOfTheFile) {
  for (const FlawCase& one : flaw_cases()) {
    const auto read = read_token(Secret(one.text), one.layout, kModified);
    const auto* bad = std::get_if<BadTokenFile>(&read);
    ASSERT_NE(bad, nullptr) << one.name;
    EXPECT_EQ(bad->found.flaw, one.flaw) << one.name << ": " << bad->found.message;
    EXPECT_FALSE(bad->found.message.empty()) << one.name;
    for (const char* word : {"secret-word", "at-1", "rt-1", "cs-1"}) {
      EXPECT_EQ(bad->found.message.find(word), std::string::npos) << one.name << ": " << bad->found.message;
    }
    EXPECT_EQ(bad->found.salvage.has_value(), one.flaw == FileFlaw::trailing_bytes) << one.name;
  }
}

TEST(TokenRead, SalvagesTheWholeObjectBeforeAnOlderEnd) {
  const auto read = read_token(Secret(kPlain + "\n600}"), {}, kModified);
  const auto& bad = std::get<BadTokenFile>(read);
  ASSERT_TRUE(bad.found.salvage.has_value());
  EXPECT_EQ(bad.found.salvage->reveal(), kPlain);
  EXPECT_EQ(read_well(bad.found.salvage->reveal(), {}).refresh.reveal(), "rt-1");
}

TEST(TokenRead, KeepsWhatALossLeft) {
  const auto read = read_token(Secret(but(kGoogle, R"("rt-1")", "null")), layout_of(TokenFormat::google), kModified);
  const auto& bad = std::get<BadTokenFile>(read);
  ASSERT_TRUE(bad.rest.has_value());
  EXPECT_EQ(bad.rest->client_id, "client-1");
  EXPECT_EQ(bad.rest->access.reveal(), "at-1");
}

TEST(TokenRead, NeedsNoAccessTokenWhereItIsToBeRenewed) {
  EXPECT_TRUE(read_well(but(kGoogle, "at-1", ""), {}).access.empty());
  EXPECT_TRUE(read_well(R"({"access_token":""})", layout_of(TokenFormat::split, Holds::access)).access.empty());
}

TEST(TokenRead, SeesOpenclawRefreshing) {
  const std::string claim = "openclaw-oauth-refresh-fence:v1:" + std::string(32, 'a') + ":";
  const auto fenced = [&](const std::string& state) {
    const std::string access = claim + state + "access:" + std::string(64, 'b');
    const std::string refresh = claim + state + "refresh:" + std::string(64, 'c');
    return but(but(but(kOpenclaw, "at-1", access), "rt-1", refresh), "1778664600123", "1");
  };
  const TokenLayout layout = layout_of(TokenFormat::openclaw);
  const TokenContent pending = read_well(fenced(""), layout);
  EXPECT_TRUE(pending.pending_fence && !pending.failed_fence);
  EXPECT_TRUE(pending.access.empty() && pending.refresh.empty());
  const TokenContent failed = read_well(fenced("failed:"), layout);
  EXPECT_TRUE(failed.failed_fence && !failed.pending_fence);
  const TokenContent whole = read_well(kOpenclaw, layout);
  EXPECT_FALSE(whole.failed_fence || whole.pending_fence);

  const Secret access("at-2");
  const auto barred = with_tokens(Secret(fenced("")), TokenFormat::openclaw, layout, {.access = &access});
  ASSERT_FALSE(barred.has_value());
  EXPECT_EQ(barred.error().code, Code::conflict);
  EXPECT_TRUE(with_tokens(Secret(fenced("failed:")), TokenFormat::openclaw, layout, {.access = &access}).has_value());
}

}  // namespace
}  // namespace jada
