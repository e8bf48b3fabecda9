#include "engine/base/text.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

TEST(Nearest, IsWhatAPersonMeant) {
  const std::vector<std::string_view> keys{"refresh_before", "must_refresh_before", "replicas", "path", "key"};
  struct Case {
    std::string word;
    std::optional<std::string> expected;
  };
  const Case cases[] = {{"refresh_befor", "refresh_before"},
                        {"replcias", "replicas"},
                        {"pth", "path"},
                        {"kye", "key"},
                        {"path", "path"},
                        {"zzz", std::nullopt},
                        {"", std::nullopt},
                        {"color", std::nullopt}};
  for (const Case& one : cases) EXPECT_EQ(nearest(one.word, keys), one.expected) << one.word;
}

TEST(Counted, AgreesWithTheNoun) {
  EXPECT_EQ(counted(1, "item"), "1 item");
  EXPECT_EQ(counted(0, "item"), "0 items");
  EXPECT_EQ(counted(2, "entry"), "2 entries");
  EXPECT_EQ(counted(1, "entry"), "1 entry");
  EXPECT_EQ(counted(3, "key"), "3 keys");
}

TEST(Lower, TouchesLettersOfAsciiOnly) { EXPECT_EQ(lower("AADSTS Ärger_1"), "aadsts Ärger_1"); }

TEST(Shortened, EndsAtAWholeCharacter) {
  EXPECT_EQ(shortened("crew", 4), "crew");
  EXPECT_EQ(shortened("crews", 4), "crew…");
  EXPECT_EQ(shortened("aé", 2), "a…");
  EXPECT_EQ(shortened("a船", 3), "a…");
  EXPECT_EQ(shortened("船船", 3), "船…");
  EXPECT_EQ(shortened("\x80\x80", 1), "…") << "also of bytes that are none";
}

TEST(Width, CountsCodePoints) {
  EXPECT_EQ(width("crew"), 4u);
  EXPECT_EQ(width("höhe"), 4u);
  EXPECT_EQ(width("船"), 1u);
  EXPECT_EQ(width(""), 0u);
}

TEST(Printable, LetsNoControlCharacterThrough) {
  const std::string shown = printable("a\x1b[31m\n\t\r\x07\x7fö");
  EXPECT_EQ(shown, "a\\x1b[31m\\n\\t\\r\\x07\\x7fö");
}

TEST(Printable, LetsNoHiddenControlThroughEither) {
  EXPECT_EQ(printable("a\xc2\x9b"
                      "31m"),
            "a\\xc2\\x9b31m")
      << "CSI as one code point";
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\\xe2\\x80\\xaeb")
      << "right-to-left override";
  EXPECT_EQ(printable("\xe2\x81\xa6"), "\\xe2\\x81\\xa6") << "isolate";
  EXPECT_EQ(printable("–é\xc2\xa0"), "–é\xc2\xa0") << "dashes, accents and blanks stay";
}

TEST(Join, PutsTheSeparatorBetween) {
  const std::vector<std::string> parts{"a", "b", "c"};
  EXPECT_EQ(join(parts, ", "), "a, b, c");
  EXPECT_EQ(join({}, ", "), "");
}

}  // namespace
}  // namespace jada
