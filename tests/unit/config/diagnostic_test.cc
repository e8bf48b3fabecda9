#include "engine/config/diagnostic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jada {
namespace {

Diagnostic unknown_key() {
  return {.message = "unknown key `freshness_windw` in [token.google]",
          .at = {"desired.toml", 14, 1},
          .length = 15,
          .hint = "did you mean `refresh_before`?",
          .snippet = "freshness_windw = \"45m\""};
}

TEST(DiagnosticText, IsThatOfTheContract) {
  EXPECT_EQ(to_text(unknown_key()),
            "error: unknown key `freshness_windw` in [token.google]\n"
            "  --> desired.toml:14:1\n"
            "   |\n"
            "14 | freshness_windw = \"45m\"\n"
            "   | ^^^^^^^^^^^^^^^ did you mean `refresh_before`?\n");
}

TEST(DiagnosticText, NamesOtherPlacesBelow) {
  Diagnostic fault = unknown_key();
  fault.hint.clear();
  fault.also = {{"desired.toml", 3, 1}, {"b.toml", 9, 2}};
  EXPECT_THAT(to_text(fault), testing::EndsWith("   | ^^^^^^^^^^^^^^^\n"
                                                "   = also at desired.toml:3:1\n"
                                                "   = also at b.toml:9:2\n"));
}

TEST(DiagnosticText, WithoutAPlaceIsOneLine) {
  EXPECT_EQ(to_text({.severity = Diagnostic::Severity::warning, .message = "the clock stands still"}),
            "warning: the clock stands still\n");
}

TEST(DiagnosticText, KeepsTheHintWithoutAPlace) {
  EXPECT_EQ(to_text({.message = "desired.toml: no such file", .hint = "`jada-reconcile init` writes one"}),
            "error: desired.toml: no such file\n"
            "  = `jada-reconcile init` writes one\n");
}

TEST(DiagnosticText, PutsCaretsUnderWhatTheyMean) {
  struct Case {
    const char* name;
    std::string snippet;
    int column;
    int length;
    std::string line;
    std::string carets;
  };
  const std::vector<Case> cases = {
      {"columns are code points", "name = \"Zoë\" # ümläut", 14, 1, "name = \"Zoë\" # ümläut", "             ^"},
      {"a tab is one blank", "\tkey\t= 1", 2, 3, " key = 1", " ^^^"},
      {"control characters are visible", std::string("a\x1b[2J = 1"), 2, 1, "a␛[2J = 1", " ^"},
      {"control characters of two bytes too", "a\u009bb = 1", 3, 1, "a\uFFFDb = 1", "  ^"},
      {"never past the end", "abc", 9, 40, "abc", "   ^"},
      {"never longer than the line", "abc", 2, 40, "abc", " ^^"},
      {"no length is one caret", "abc", 1, 0, "abc", "^"},
  };
  for (const Case& c : cases) {
    const Diagnostic fault{.message = "m", .at = {"f", 3, c.column}, .length = c.length, .snippet = c.snippet};
    EXPECT_EQ(to_text(fault),
              "error: m\n --> f:3:" + std::to_string(c.column) + "\n  |\n3 | " + c.line + "\n  | " + c.carets + "\n")
        << c.name;
  }
}

TEST(DiagnosticText, LetsNoControlCharacterOfAMessageThrough) {
  EXPECT_EQ(to_text({.message = "unknown key `a\x1b[2J\n`"}), "error: unknown key `a\\x1b[2J\\n`\n");
}

TEST(DiagnosticJson, HasEveryKey) {
  Diagnostic fault = unknown_key();
  fault.also = {{"b.toml", 9, 2}};
  EXPECT_EQ(to_json(fault), Json::parse(R"({"severity": "error", "file": "desired.toml", "line": 14, "column": 1,
      "length": 15, "message": "unknown key `freshness_windw` in [token.google]",
      "hint": "did you mean `refresh_before`?", "snippet": "freshness_windw = \"45m\"",
      "also": [{"file": "b.toml", "line": 9, "column": 2}]})"));
  EXPECT_EQ(to_json({.message = "m"}), Json::parse(R"({"severity": "error", "file": null, "line": null, "column": null,
      "length": null, "message": "m", "hint": null, "snippet": null, "also": []})"));
}

TEST(DiagnosticTidy, SortsByPlaceAndDropsRepetition) {
  const Diagnostic late{.message = "late", .at = {"a", 10, 1}};
  const Diagnostic early{.message = "early", .at = {"a", 9, 5}};
  const Diagnostic other_file{.message = "other", .at = {"b", 1, 1}};
  std::vector<Diagnostic> faults = {other_file, late, early, late};
  tidy(faults);
  std::vector<std::string> messages;
  for (const auto& fault : faults) messages.push_back(fault.message);
  EXPECT_THAT(messages, testing::ElementsAre("early", "late", "other"));
}

}  // namespace
}  // namespace jada
