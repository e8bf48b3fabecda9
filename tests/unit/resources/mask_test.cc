#include "resources/apis/mask.h"

#include <gmock/gmock.h>

#include "engine/base/base64.h"
#include "engine/base/json_string.h"

namespace jada {
namespace {

TEST(Mask, CoversWhatOverlaps) {
  Mask mask;
  for (const char* secret : {"abcd", "cdefgh", "aaaa", "no"}) mask.add(secret);
  const struct {
    const char* text;
    const char* told;
  } cases[] = {
      {"", ""},
      {"no abc", "no abc"},
      {
          "abcdefgh.",
          "….",
      },
      {"x abcd", "x …"},
      {"aaaaaab", "…b"},
      {"abcdabcd", "…"},
      {"abcd abcd", "… …"},
      {"cdefg", "cdefg"},
  };
  for (const auto& one : cases) EXPECT_EQ(mask.masked(one.text), one.told);
}

TEST(Mask, KnowsEverySpelling) {
  const std::string secret = "1//0gé \"x\"/+?>\xff~end";
  Mask mask;
  mask.add_spellings(Secret(secret));
  std::string in_php = json_quoted(secret);
  for (auto at = in_php.find('/'); at != in_php.npos; at = in_php.find('/', at + 2)) in_php.insert(at, 1, '\\');
  const std::string spellings[] = {
      secret,
      json_quoted(secret),
      in_php,
      "1%2F%2F0g%C3%A9%20%22x%22%2F%2B%3F%3E%FF~end",
      "1%2f%2f0g%c3%a9%20%22x%22%2f%2b%3f%3e%ff~end",
      "1//0g%C3%A9%20%22x%22/%2B%3F%3E%FF~end",
      "1%2F%2F0g%C3%A9+%22x%22%2F%2B%3F%3E%FF~end",
  };
  for (const std::string& one : spellings) {
    const std::string told = mask.masked("<" + one + ">");
    EXPECT_TRUE(told == "<…>" || told == "<\"…\">") << one << " is told as " << told;
  }
}

TEST(Mask, KnowsBase64WhereverItStands) {
  const std::string secret = "kQ7>?~s3cret";
  Mask mask;
  mask.add_spellings(Secret(secret));
  for (const std::string before : {"", "a", "ab", "abc", "client:"}) {
    for (const std::string after : {"", "y", "yz", "\n"}) {
      for (const std::string& encoded : {base64(before + secret + after), base64url(before + secret + after)}) {
        const std::string told = mask.masked(encoded);
        EXPECT_NE(told, encoded);
        // Of the neighbours' characters at either end at most one each is left, beside the neighbours' own.
        EXPECT_LE(told.size(), std::string("…").size() + (before.size() + after.size()) * 8 / 6 + 2 + 3) << told;
      }
    }
  }
}

TEST(Mask, KnowsTheLinesOfALongSecret) {
  Mask mask;
  mask.add_spellings(Secret("{\n  \"private_key\": \"canary-canary\",\r\n}\n"));
  EXPECT_EQ(mask.masked("> \"private_key\": \"canary-canary\",\n> }"), "> \"private_key\": \"canary-canary\",\n> }");
  EXPECT_EQ(mask.masked(">  \"private_key\": \"canary-canary\",\n> }"), ">…\n> }");
}

TEST(Mask, KnowsHalfASecretAtACut) {
  Mask mask;
  mask.add("hunter2 hunter3");
  EXPECT_EQ(mask.begun_in("password: hunter2 h"), 9u);
  EXPECT_EQ(mask.begun_in("password: hunter2 hunter3"), 15u);
  EXPECT_EQ(mask.begun_in("the hun"), 0u);
  EXPECT_EQ(mask.ended_in("r2 hunter3 was it"), 10u);
  EXPECT_EQ(mask.ended_in("er3"), 0u);
  EXPECT_EQ(mask.ended_in(""), 0u);
}

}  // namespace
}  // namespace jada
