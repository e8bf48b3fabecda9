#include "engine/config/expand.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

std::optional<std::string> environment(const std::string& name) {
  if (name == "HOME") return "/home/ada";
  if (name == "REGION") return "west";
  if (name == "EMPTY") return "";
  return std::nullopt;
}

struct Case {
  const char* name;
  std::string text;
  std::string wanted;  // `!` begins an error that holds the rest
};

void check(const Case& c, const Result<std::string>& expanded) {
  SCOPED_TRACE(c.name);
  if (!c.wanted.starts_with('!')) {
    ASSERT_TRUE(expanded.has_value()) << expanded.error().message;
    EXPECT_EQ(*expanded, c.wanted);
  } else {
    ASSERT_FALSE(expanded.has_value()) << *expanded;
    EXPECT_NE(expanded.error().message.find(c.wanted.substr(1)), std::string::npos) << expanded.error().message;
  }
}

TEST(Expand, ReplacesVariablesAndNothingElse) {
  const Case cases[] = {
      {"no variable", "a $b $$ } {x}", "a $b $$ } {x}"},
      {"a variable", "us-${REGION}-1", "us-west-1"},
      {"two", "${REGION}${REGION}", "westwest"},
      {"unset", "${NOWHERE}", "!`NOWHERE` is not set"},
      {"unset with a default", "${NOWHERE:-here}", "here"},
      {"empty with a default", "${EMPTY:-here}", "here"},
      {"empty without", "<${EMPTY}>", "<>"},
      {"an empty default", "<${NOWHERE:-}>", "<>"},
      {"a default with a mark in it", "${NOWHERE:-a:-b}", "a:-b"},
      {"set with a default", "${REGION:-east}", "west"},
      {"not closed", "a ${REGION", "!not closed"},
      {"no name", "${}", "!names no variable"},
      {"a strange name", "${A B}", "!names no variable"},
      {"nested", "${NOWHERE:-${REGION}}", "!holds another"},
      {"a dollar before braces", "$${REGION}", "$west"},
      {"~ is text", "~/a", "~/a"},
  };
  for (const Case& c : cases) check(c, expand(c.text, environment));
}

TEST(Expand, AReplacedValueIsNotExpandedAgain) {
  const auto expanded = expand("${A}", [](const std::string&) { return std::optional<std::string>("${B}"); });
  ASSERT_TRUE(expanded.has_value());
  EXPECT_EQ(*expanded, "${B}");
}

TEST(ExpandPath, IsAbsoluteAndNormal) {
  const Case cases[] = {
      {"relative", "state.db", "/srv/conf/state.db"},
      {"relative and upwards", "../state.db", "/srv/state.db"},
      {"above the root", "../../../../x", "/x"},
      {"absolute", "/var//lib/./x/../jada/", "/var/lib/jada"},
      {"the root", "/", "/"},
      {"here", ".", "/srv/conf"},
      {"home", "~", "/home/ada"},
      {"in the home", "~/.secrets/${REGION}.json", "/home/ada/.secrets/west.json"},
      {"~ inside", "a/~/b", "/srv/conf/a/~/b"},
      {"~ from a variable", "${NOWHERE:-~}/x", "/srv/conf/~/x"},
      {"another home", "~bo/x", "!another person's home"},
      {"empty", "", "!empty path"},
      {"empty by a variable", "${EMPTY}", "!empty path"},
      {"unset", "${NOWHERE}/x", "!`NOWHERE` is not set"},
      {"a zero byte", std::string("a\0b", 3), "!zero byte"},
  };
  for (const Case& c : cases) check(c, expand_path(c.text, "/srv/conf", environment));
}

TEST(ExpandPath, NeedsAHome) {
  const auto path = expand_path("~/x", "/srv", [](const std::string&) -> std::optional<std::string> { return {}; });
  ASSERT_FALSE(path.has_value());
  EXPECT_NE(path.error().message.find("`HOME`"), std::string::npos);
}

}  // namespace
}  // namespace jada
