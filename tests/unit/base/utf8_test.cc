#include "engine/base/utf8.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

TEST(Utf8, ReplacesEveryByteThatIsNoPartOfIt) {
  const struct {
    const char* bytes;
    const char* text;
  } cases[] = {
      {"", ""},
      {"plain é … 😀", "plain é … 😀"},
      {"\xff", "\uFFFD"},
      {"a\xc3", "a\uFFFD"},
      {"\xe2\x80z", "\uFFFD\uFFFDz"},
      {"overlong \xc0\xaf!", "overlong \uFFFD\uFFFD!"},
      {"surrogate \xed\xa0\x80!", "surrogate \uFFFD\uFFFD\uFFFD!"},
      {"é\x80…", "é\uFFFD…"},
  };
  for (const auto& one : cases) EXPECT_EQ(as_utf8(one.bytes), one.text);
}

}  // namespace
}  // namespace jada
