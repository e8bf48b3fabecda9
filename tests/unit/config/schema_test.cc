#include "engine/config/schema.h"

#include <gtest/gtest.h>

namespace jada {
namespace {

std::vector<DescribedTable> described() {
  Reader controller("controller");
  controller.duration("tick", "longest sleep", std::chrono::seconds(15));
  controller.maybe_secret("heartbeat", "pinged");
  Reader roster("roster");
  roster.required_text("table", "its table");
  roster.choice("on_extra", "what to do", {"report", "delete"}, 0);
  roster.addresses("replicas", "its copies", {"region"});
  roster.limit("most", "at once", {.value = 10, .percent = true});
  roster.items({});
  {
    Reader retry = roster.table("retry", "again");
    retry.integer("attempts", "how often", 3, 1, 9);
  }
  roster.tables("capacity", "what may be used", [](const std::string&, Reader& limits) {
    limits.integer("read", "units", 0, 0, 9);
    limits.required_text("unit", "of what");
  });
  return {{"controller", controller.described()}, {"roster", roster.described()}};
}

Json at(const char* pointer) { return toml_schema(described()).at(Json::json_pointer(pointer)); }

TEST(Schema, IsDraft202012AndClosed) {
  EXPECT_EQ(at("/$schema"), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(at("/additionalProperties"), false);
  EXPECT_EQ(at("/properties/version/const"), 1);
  EXPECT_EQ(at("/required"), Json::array({"version"}));
  EXPECT_EQ(at("/properties/controller/additionalProperties"), false);
  EXPECT_EQ(at("/properties/roster/additionalProperties"), false);
}

constexpr const char* kRoster = "/properties/roster/patternProperties/^[A-Za-z0-9_-]+$";

TEST(Schema, KindsHaveNamedBlocks) {
  const Json block = at(kRoster);
  EXPECT_EQ(block["additionalProperties"], false);
  EXPECT_EQ(block["required"], Json::array({"table"}));
  EXPECT_EQ(block["properties"]["table"]["description"], "its table");
  EXPECT_EQ(block["properties"]["on_extra"]["enum"], Json::array({"report", "delete"}));
  EXPECT_EQ(block["properties"]["on_extra"]["default"], "report");
  EXPECT_EQ(block["properties"]["most"]["default"], "10%");
}

TEST(Schema, TablesOfFreeNamesSayWhatEachOfThemHas) {
  const Json capacity = at(kRoster)["properties"]["capacity"];
  EXPECT_EQ(capacity["description"], "what may be used");
  EXPECT_EQ(capacity["properties"], Json::object());
  const Json each = capacity["additionalProperties"];
  EXPECT_EQ(each["type"], "object");
  EXPECT_EQ(each["additionalProperties"], false);
  EXPECT_EQ(each["properties"]["read"]["type"], "integer");
  EXPECT_EQ(each["required"], Json::array({"unit"}));
}

TEST(Schema, NestedTablesAreNestedAndClosed) {
  const Json retry = at(kRoster)["properties"]["retry"];
  EXPECT_EQ(retry["description"], "again");
  EXPECT_EQ(retry["additionalProperties"], false);
  EXPECT_EQ(retry["properties"]["attempts"]["type"], "integer");
  EXPECT_EQ(retry["properties"]["attempts"]["default"], 3);
}

TEST(Schema, ItemsAreFree) {
  const Json entries = at(kRoster)["properties"]["entries"];
  EXPECT_EQ(entries["additionalProperties"], (Json{{"type", "object"}}));
}

TEST(Schema, EveryTypeOfAKeyHasAShape) {
  for (const char* type : {"string", "strings", "integer", "boolean", "duration", "time", "percent", "path", "address",
                           "addresses", "secret", "choice", "table", "items"}) {
    const Json schema = toml_schema({{"guard", {{.name = "k", .type = type}}}});
    EXPECT_FALSE(schema["properties"]["guard"]["properties"]["k"].empty()) << type;
  }
}

}  // namespace
}  // namespace jada
