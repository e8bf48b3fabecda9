#include "tests/unit/resources/token/token_texts.h"

namespace jada {
namespace {

using namespace test;

struct ExpiryCase {
  std::string name;
  std::string members;     // beside the tokens
  std::string expires_at;  // empty: none
  bool is_sure;
  std::string renewed;  // the members after a refresh at kNow with an end at kFreshEnd
};

const ExpiryCase kPlainCases[] = {
    {"seconds", R"("expires_at":1778664600)", "2026-05-13T09:30:00.000Z", true, R"("expires_at":1778673600)"},
    {"milliseconds", R"("expires_at":1778664600123)", "2026-05-13T09:30:00.123Z", true,
     R"("expires_at":1778673600789)"},
    {"seconds with a fraction", R"("expires_at":1778664600.5)", "2026-05-13T09:30:00.500Z", true,
     R"("expires_at":1778673600.7)"},
    {"Python's time()", R"("expires_at":1778664600.123456)", "2026-05-13T09:30:00.123Z", true,
     R"("expires_at":1778673600.789000)"},
    {"seconds in a string", R"("expires_at":"1778664600")", "2026-05-13T09:30:00.000Z", true,
     R"("expires_at":"1778673600")"},
    {"an exponent", R"("expires":1.7786646e9)", "2026-05-13T09:30:00.000Z", true, R"("expires":1778673600)"},
    {"the greatest seconds", R"("expires_at":100000000000)", "5138-11-16T09:46:40.000Z", true,
     R"("expires_at":1778673600)"},
    {"the epoch", R"("expires_at":0)", "1970-01-01T00:00:00.000Z", true, R"("expires_at":1778673600)"},
    {"RFC 3339", R"("expiry":"2026-05-13T09:30:00Z")", "2026-05-13T09:30:00.000Z", true,
     R"("expiry":"2026-05-13T12:00:00Z")"},
    {"Go, nine digits and an offset", R"("expiry":"2026-05-13T11:30:00.123456789+02:00")", "2026-05-13T09:30:00.123Z",
     true, R"("expiry":"2026-05-13T14:00:00.789000000+02:00")"},
    {"an offset west", R"("expiry":"2026-05-13T02:30:00-07:00")", "2026-05-13T09:30:00.000Z", true,
     R"("expiry":"2026-05-13T05:00:00-07:00")"},
    {"an offset without a colon", R"("expiry":"2026-05-13T11:30:00+0200")", "2026-05-13T09:30:00.000Z", true,
     R"("expiry":"2026-05-13T14:00:00+0200")"},
    {"Go's zero time", R"("expiry":"0001-01-01T00:00:00Z")", "", true, R"("expiry":"2026-05-13T12:00:00Z")"},
    {"oama", R"("expires_at":"2026-05-13 09:30 UTC")", "2026-05-13T09:30:00.000Z", true,
     R"("expires_at":"2026-05-13 12:00 UTC")"},
    {"naive, zone unsaid", R"("expiry":"2026-05-13T09:30:00.123456")", "2026-05-13T09:30:00.123Z", false,
     R"("expiry":"2026-05-13T12:00:00.789000")"},
    {"camel case", R"("expiresAt":"2026-05-13T09:30:00Z")", "2026-05-13T09:30:00.000Z", true,
     R"("expiresAt":"2026-05-13T12:00:00Z")"},
    {"from when it was obtained", R"("expires_in":3600,"obtained_at":1778661000)", "2026-05-13T09:30:00.000Z", true,
     R"("expires_in":3600,"obtained_at":1778670000)"},
    {"from when it was created, in milliseconds", R"("created_at":1778661000123,"expires_in":3600)",
     "2026-05-13T09:30:00.123Z", true, R"("created_at":1778670000250,"expires_in":3600)"},
    {"from iat, lifetime in a string", R"("expires_in":"3600","iat":1778661000)", "2026-05-13T09:30:00.000Z", true,
     R"("expires_in":"3600","iat":1778670000)"},
    {"from when it was obtained, no zone", R"("expires_in":3600,"obtained_at":"2026-05-13 08:30:00")",
     "2026-05-13T09:30:00.000Z", false, R"("expires_in":3600,"obtained_at":"2026-05-13 11:00:00")"},
    {"from when the file was written", R"("expires_in":1800)", "2026-05-13T10:30:00.000Z", false,
     R"("expires_in":3600)"},
    {"an end beside a lifetime", R"("expires_in":3599,"expires_at":1778664600.5)", "2026-05-13T09:30:00.500Z", true,
     R"("expires_in":3600,"expires_at":1778673600.7)"},
    {"two ends, the first counts", R"("expires_at":1778664600,"expiry":"2026-05-13T01:00:00Z")",
     "2026-05-13T09:30:00.000Z", true, R"("expires_at":1778673600,"expiry":"2026-05-13T12:00:00Z")"},
    {"null", R"("expires_at":null)", "", true, R"("expires_at":1778673600)"},
    {"nonsense", R"("expires_at":"soon")", "", false, R"("expires_at":1778673600)"},
    {"an object", R"("expires_at":{})", "", false, R"("expires_at":1778673600)"},
    {"beyond all years", R"("expires_at":1e300)", "", false, R"("expires_at":1778673600)"},
    {"before 1970", R"("expires_at":-1)", "", false, R"("expires_at":1778673600)"},
    {"no such day", R"("expires_at":"2026-02-30T09:30:00Z")", "", false, R"("expires_at":1778673600)"},
    {"no such zone", R"("expires_at":"2026-05-13T09:30:00 CEST")", "", false, R"("expires_at":1778673600)"},
    {"a lifetime that is none", R"("expires_in":"an hour")", "", false, R"("expires_in":3600)"},
    {"none", R"("x":1)", "", true, R"("x":1,"expires_at":1778673600)"},
};

void expect_case(const ExpiryCase& one, TokenFormat format, const std::string& before) {
  const TokenLayout layout{.declared = format};
  const std::string text = before + one.members + "}";
  const TokenContent content = read_well(text, layout);
  EXPECT_EQ(content.expires_at ? to_string(*content.expires_at) : "", one.expires_at) << one.name;
  EXPECT_EQ(content.expiry_is_sure, one.is_sure) << one.name;
  EXPECT_EQ(splice(text, format, layout, {.expires_at = kFreshEnd, .received_at = kNow}), before + one.renewed + "}")
      << one.name;
}

TEST(TokenExpiry, KeepsItsSpellingInPlainFiles) {
  for (const ExpiryCase& one : kPlainCases) {
    expect_case(one, TokenFormat::plain, R"({"access_token":"a","refresh_token":"r",)");
  }
}

TEST(TokenExpiry, IsWrittenForGoogleAuthInItsOnlySpelling) {
  const std::string at = "2026-05-13T09:30:00.000Z";
  const std::string renewed = R"("expiry":"2026-05-13T12:00:00Z")";
  const ExpiryCase cases[] = {
      {"no digits", R"("expiry":"2026-05-13T09:30:00Z")", at, true, renewed},
      {"six digits", R"("expiry":"2026-05-13T09:30:00.000000Z")", at, true, renewed},
      {"an offset, which google-auth dies of", R"("expiry":"2026-05-13T11:30:00+02:00")", at, true, renewed},
      {"a fraction and an offset, which it reads wrong", R"("expiry":"2026-05-13T11:30:00.0+02:00")", at, true,
       renewed},
      {"a blank for the T", R"("expiry":"2026-05-13 09:30:00Z")", at, true, renewed},
      {"a number", R"("expiry":1778664600)", at, true, renewed},
      {"no zone", R"("expiry":"2026-05-13T09:30:00")", at, false, renewed},
      {"null", R"("expiry":null)", "", true, renewed},
      {"none", R"("x":1)", "", true, R"("x":1,)" + renewed},
  };
  for (const ExpiryCase& one : cases) expect_case(one, TokenFormat::google, R"({"token":"a","refresh_token":"r",)");
}

TEST(TokenExpiry, IsAlwaysMillisecondsForNode) {
  const std::string renewed = R"("expiry_date":1778673600789)";
  const ExpiryCase cases[] = {
      {"milliseconds", R"("expiry_date":1778664600123)", "2026-05-13T09:30:00.123Z", true, renewed},
      {"seconds, which the library takes for 1970", R"("expiry_date":1778664600)", "1970-01-21T14:04:24.600Z", true,
       renewed},
      {"null", R"("expiry_date":null)", "", true, renewed},
      {"none", R"("x":1)", "", true, R"("x":1,)" + renewed},
  };
  for (const ExpiryCase& one : cases)
    expect_case(one, TokenFormat::node, R"({"access_token":"a","refresh_token":"r",)");
}

TEST(TokenExpiry, StaysWhereNoneIsKnown) {
  EXPECT_EQ(splice(kPlain, TokenFormat::plain, {}, {.received_at = kNow}), kPlain);
}

TEST(TokenExpiry, HasNoPlaceInApplicationDefaultCredentials) {
  EXPECT_EQ(splice(kAdc, TokenFormat::adc, {}, {.expires_at = kFreshEnd, .received_at = kNow}), kAdc);
}

}  // namespace
}  // namespace jada
