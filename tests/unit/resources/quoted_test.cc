#include "resources/apis/quoted.h"

#include <gtest/gtest.h>

#include "engine/base/base64.h"

namespace jada {
namespace {

TEST(Quoted, MasksEverySecretOfARequestInEverySpelling) {
  HttpRequest sent;
  sent.authorization = Secret("Basic " + base64("client:s%2Fcret"));
  sent.body = Secret("grant_type=refresh_token&scope=sheets&refresh_token=r%2F1+2&client_assertion=ey.J.x");
  const Quoted quoted(sent);
  const struct {
    const char* said;
    const char* told;
  } cases[] = {
      {"no such token r/1 2", "no such token …"},
      {"no such token r%2F1+2, r/1 2", "no such token …, …"},
      {"refresh_token of client is not good for sheets", "refresh_token of client is not good for sheets"},
      {"s/cret or s%2Fcret", "… or …"},
      {"Y2xpZW50OnMlMkZjcmV0 is wrong", "… is wrong"},
      {"ey.J.x", "…"},
      {"", ""},
  };
  for (const auto& one : cases) EXPECT_EQ(quoted.masked(one.said), one.told);
}

TEST(Quoted, LeavesShortWordsAlone) {
  HttpRequest sent;
  sent.body = Secret("client_secret=a&refresh_token=&code");
  EXPECT_EQ(Quoted(sent).masked("a bad apple"), "a bad apple");
}

}  // namespace
}  // namespace jada
