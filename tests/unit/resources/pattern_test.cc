#include "resources/apis/pattern.h"

#include <gmock/gmock.h>

namespace jada {
namespace {

TEST(Pattern, IsFoundAnywhereAndLineByLine) {
  const struct {
    const char* pattern;
    const char* text;
    bool is_found;
  } cases[] = {
      {"token error", "a\nmy token error: 400\n", true},
      {"token error", "Token Error", false},
      {"(?i)token error", "Token Error", true},
      {"^ERROR", "ok\nERROR 5\n", true},
      {"^ERROR", "no ERROR", false},
      {"done$", "done\nnot yet", true},
      {"a.b", "a\nb", false},
      {"^naïve.$", "naïve…", true},
      {"", "", true},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(Pattern::parse(one.pattern)->is_found_in(one.text), one.is_found) << one.pattern << " in " << one.text;
  }
}

TEST(Pattern, SaysWhyItIsNone) {
  const struct {
    const char* pattern;
    const char* message;
  } cases[] = {
      {"token (error", "missing ): token (error"},
      {"[a", "missing ]: [a"},
      {"*", "no argument for repetition operator: *"},
      {R"((a)\1)", R"(invalid escape sequence: \1)"},
      {"(?=a)", "invalid perl operator: (?="},
      {"a{2000}", "invalid repetition size: {2000}"},
      {"\xff", "invalid UTF-8"},
  };
  for (const auto& one : cases) {
    const auto pattern = Pattern::parse(one.pattern);
    ASSERT_FALSE(pattern.has_value()) << one.pattern;
    EXPECT_EQ(pattern.error().code, Code::invalid);
    EXPECT_EQ(pattern.error().message, one.message);
  }
}

TEST(Pattern, TellsEveryPlace) {
  const auto places = [](const char* pattern, std::string_view text) {
    std::string marked;
    for (const Stretch one : Pattern::parse(pattern)->matches_in(text)) {
      marked.append(text.substr(one.begin, one.end - one.begin)).append("|");
    }
    return marked;
  };
  EXPECT_EQ(places("a+", "aa b aaa"), "aa|aaa|");
  EXPECT_EQ(places("key=(\\w+)", "key=one key= key=two"), "one|two|");
  EXPECT_EQ(places("(x)|y", "xyx"), "x|x|");
  EXPECT_EQ(places("x*", "axa"), "x|");
  EXPECT_EQ(places("x", ""), "");
}

// A backtracking matcher would not see the end of this.
TEST(Pattern, TakesLinearTime) {
  const std::string text(128 * 1024, 'a');
  EXPECT_FALSE(Pattern::parse("(a*)*(a|aa)*b$")->is_found_in(text));
}

}  // namespace
}  // namespace jada
