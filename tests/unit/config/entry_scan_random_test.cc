#include <gtest/gtest.h>

#include <initializer_list>
#include <random>

#include "tests/unit/config/outcome.h"

namespace jada {
namespace {

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string text() {
    std::string text = "version = 1\n" + std::string(one_in(6) ? "" : "[roster.crew]\n");
    const int blocks = pick(12);
    for (int i = 0; i < blocks; ++i) text += block();
    if (text.size() < 20) return text;
    if (one_in(10)) text.pop_back();
    if (one_in(8)) std::swap(text[index(text)], text[index(text)]);
    return text;
  }

 private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  bool one_in(int n) { return pick(n) == 0; }
  std::size_t index(const std::string& text) {
    return 12 + static_cast<std::size_t>(pick(static_cast<int>(text.size()) - 12));
  }
  std::string newline() { return one_in(20) ? "\r\n" : "\n"; }
  std::string of(std::initializer_list<const char*> texts) {
    return texts.begin()[pick(static_cast<int>(texts.size()))];
  }

  std::string header() {
    if (one_in(20)) {
      return of({"[roster.crew.entries]", "[roster.crew]", "[roster]", "[[roster.crew.entries.l]]", "[region.west]",
                 "[roster.crew.entries.a.sub]", "[ roster . crew . entries . q ]", " [roster.crew.entries.r]",
                 "[roster.\"crew\".entries.s]", "[tokn.x.entries.t]", "[roster.b.entries.u]", "[controller]",
                 "[controller.x.entries.v]", "[roster.crew.entries.]", "[roster.crew.entries.w",
                 "[\"roster\".crew.x]"});
    }
    const std::string key = one_in(6) ? of({"a", "b", "\"a\"", "\"q q\"", "\"\"", "'a'", "\"\\u0061\"", "ü", "\"ü.x\""})
                                      : "k" + std::to_string(pick(40));
    return "[roster.crew.entries." + key + "]" + (one_in(6) ? " # note" : "");
  }
  std::string value() {
    if (!one_in(30))
      return of({"1", "-17", "0", "2.50", "-0.0", "true", "false", "\"x y\"", "\"Zoë\"", "\"\"", "100.0"});
    return of({"'lit'",
               "\"a\\tb\"",
               "[1, \"]\", 2]",
               "{ x = 1 }",
               "[\n 1,\n # ]\n]",
               "1_0",
               "+1",
               "1e3",
               "2026-05-13",
               "01",
               "nan",
               "9223372036854775807",
               "9223372036854775808",
               "\"\"\"x\ny\"\"\"",
               "\"\x01\"",
               "\"\t\"",
               "-0",
               "1.",
               "\"open",
               "0.1000000000000000055511151231257827",
               "\"\x7f\"",
               "{ a.b = 1, a.c = [ {} ] }"});
  }
  std::string line() {
    if (one_in(8)) return of({"", "# note", "  ", "\t# [roster.crew.entries.zz]", "# \"open", "# \x01"});
    const std::string key = one_in(30) ? of({"\"name\"", "a.b", "id", "entries", "1", "a-b_c"})
                                       : of({"name", "phone", "role", "level", "x1", "id"});
    return of({"", " ", "\t"}) + key + of({" = ", "=", " =\t"}) + (key == "id" && !one_in(3) ? "\"a\"" : value()) +
           of({"", "", "", " # note", "  "});
  }
  std::string block() {
    std::string text = header() + newline();
    if (!one_in(5)) text += "name = \"Ada\"" + newline();
    const int lines = pick(4);
    for (int i = 0; i < lines; ++i) text += line() + newline();
    return text;
  }

  std::mt19937 random_;
};

TEST(EntryScan, MeansTheSameAsTheParser) {
  int scanned = 0;
  int faultless = 0;
  for (unsigned seed = 0; seed < 4000; ++seed) {
    const std::string text = Generator(seed).text();
    const Document document = load(text);
    if (!document.scanned.empty()) ++scanned;
    const Outcome outcome = outcome_of(document);
    if (outcome.faults.empty()) ++faultless;
    ASSERT_EQ(outcome, parsed(text)) << "seed " << seed << "\n" << text;
  }
  EXPECT_GT(scanned, 400) << "too few texts to mean anything";
  EXPECT_GT(faultless, 100);
}

}  // namespace
}  // namespace jada
