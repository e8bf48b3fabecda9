#include "engine/config/value.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

TEST(Value, FindsAMemberByName) {
  const Table table{{"name", {}, {std::string("Ada")}}, {"level", {}, {std::int64_t{3}}}};
  ASSERT_NE(find(table, "level"), nullptr);
  EXPECT_EQ(std::get<std::int64_t>(find(table, "level")->held), 3);
  EXPECT_EQ(find(table, "leve"), nullptr);
}

TEST(Value, NamesItsKindForSentences) {
  const std::pair<Value, std::string> cases[] = {
      {{std::string()}, "a string"}, {{std::int64_t{1}}, "an integer"},  {{1.5}, "a float"},
      {{true}, "a boolean"},         {{DateTime{}}, "a date or a time"}, {{Array{}}, "an array"},
      {{Table{}}, "a table"},
  };
  for (const auto& [value, name] : cases) EXPECT_EQ(kind_name(value), name);
}

}  // namespace
}  // namespace jada
