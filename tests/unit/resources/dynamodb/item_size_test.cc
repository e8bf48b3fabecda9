#include "resources/apis/dynamodb/item_values.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

TEST(ItemSize, CountsAsDynamoDbDoes) {
  struct Case {
    std::string item;
    std::size_t bytes;
  };
  const Case cases[] = {
      {"{}", 0},
      {R"({"id":"ada"})", 2 + 3},
      {"{\"h\xc3\xb6\":\"\xe2\x82\xac\"}", 3 + 3},
      {R"({"a":""})", 1},
      {R"({"a":true,"b":null})", 1 + 1 + 1 + 1},
      {R"({"n":1})", 1 + 2},
      {R"({"n":0})", 1 + 1},
      {R"({"n":12})", 1 + 2},
      {R"({"n":123})", 1 + 3},
      {R"({"n":-123})", 1 + 4},
      {R"({"n":1000})", 1 + 2},
      {R"({"n":1.5})", 1 + 2},
      {R"({"n":["$n","12345678901234567890123456789012345678"]})", 1 + 20},
      {R"({"l":[]})", 1 + 3},
      {R"({"l":["ab",true]})", 1 + 3 + 1 + 2 + 1 + 1},
      {R"({"m":{}})", 1 + 3},
      {R"({"m":{"k":"ab"}})", 1 + 3 + 1 + 1 + 2},
      {R"({"s":["$ss","ab","c"]})", 1 + 3},
      {R"({"s":["$ns","1","123"]})", 1 + 2 + 3},
      {R"({"b":["$b","aGk="]})", 1 + 2},
      {R"({"b":["$b","YQ=="]})", 1 + 1},
      {R"({"b":["$bs","aGlo","YQ=="]})", 1 + 3 + 1},
  };
  for (const auto& [item, bytes] : cases) EXPECT_EQ(item_size(item), bytes) << item;
  EXPECT_EQ(item_size("no item"), 0u);
}

}  // namespace
}  // namespace jada
