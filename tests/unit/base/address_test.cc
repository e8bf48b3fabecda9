#include "engine/base/address.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace jada {
namespace {

TEST(Address, ReadsEveryForm) {
  const std::pair<std::string, Address> cases[] = {
      {"roster.crew", {"roster", "crew"}},
      {"roster.crew/ada", {"roster", "crew", "ada"}},
      {"roster.crew/ada@us-west-2", {"roster", "crew", "ada", "us-west-2"}},
      {"roster.crew@us-west-2", {"roster", "crew", "", "us-west-2"}},
      {"roster.crew/ada@example.com@us-west-2", {"roster", "crew", "ada@example.com", "us-west-2"}},
      {"roster.crew/a/b", {"roster", "crew", "a/b"}},
      {"roster.crew/a.b", {"roster", "crew", "a.b"}},
      {"roster.crew/ad a ö", {"roster", "crew", "ad a ö"}},
      {"@run.2026-05-13", {"@run", "2026-05-13"}},
  };
  for (const auto& [text, expected] : cases) {
    const auto address = parse_address(text);
    ASSERT_TRUE(address.has_value()) << text;
    EXPECT_EQ(*address, expected) << text;
    EXPECT_EQ(to_string(*address), text);
  }
}

TEST(Address, RefusesWhatNamesNothing) {
  for (const std::string text : {"", "roster", "roster.", ".crew", "ro ster.crew", "@.x", "rö.crew"}) {
    const auto address = parse_address(text);
    ASSERT_FALSE(address.has_value()) << text;
    EXPECT_EQ(address.error().code, Code::invalid) << text;
  }
}

TEST(Address, SortsByResourceThenItemThenReplica) {
  const std::vector<Address> sorted{{"region", "z"},
                                    {"roster", "crew"},
                                    {"roster", "crew", "", "east"},
                                    {"roster", "crew", "ada", "east"},
                                    {"roster", "crew", "ada", "west"},
                                    {"roster", "crew", "bob", "east"}};
  EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end()));
}

TEST(Address, ResourceLeavesItemAndReplicaOff) {
  EXPECT_EQ((Address{"roster", "crew", "ada", "west"}.resource()), (Address{"roster", "crew"}));
}

TEST(ResourceName, IsLettersDigitsUnderscoreAndDash) {
  for (const char* good : {"a", "us-west-2", "A_9"}) EXPECT_TRUE(is_resource_name(good)) << good;
  for (const char* bad : {"", "a.b", "a b", "ö", "a/b", "a@b"}) EXPECT_FALSE(is_resource_name(bad)) << bad;
}

TEST(Glob, MatchesWholeAddresses) {
  struct Case {
    const char* glob;
    const char* address;
    bool matches;
  };
  const Case cases[] = {{"roster.*", "roster.crew", true},    {"*", "token.google", true},
                        {"roster.cre?", "roster.crew", true}, {"roster.[ab]*", "roster.crew", false},
                        {"roster", "roster.crew", false},     {"roster.crew", "roster.crew2", false},
                        {"*.crew/*", "roster.crew/a/b", true}};
  for (const Case& one : cases) EXPECT_EQ(glob_matches(one.glob, one.address), one.matches) << one.glob;
}

}  // namespace
}  // namespace jada
