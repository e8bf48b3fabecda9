#include "engine/report/schema_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "engine/report/report.h"
#include "tests/unit/report/plans.h"

namespace jada {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

bool is_type(const Json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  if (type == "boolean") return value.is_boolean();
  return type == value.type_name();
}

// As much of JSON Schema as the plan's uses; a keyword it does not know is a fault.
class Validator {
 public:
  explicit Validator(const Json& root) : root_(root) {}

  std::vector<std::string> faults(const Json& value) {
    check(value, root_, "");
    return std::move(faults_);
  }

 private:
  void check(const Json& value, const Json& schema, const std::string& at) {
    for (const auto& [keyword, rule] : schema.items()) {
      if (!holds(keyword, rule, value, schema, at)) faults_.push_back(at + ": " + keyword);
    }
  }

  bool holds(const std::string& keyword, const Json& rule, const Json& value, const Json& schema,
             const std::string& at) {
    if (keyword == "$schema" || keyword == "$defs" || keyword == "title" || keyword == "description") return true;
    if (keyword == "$ref")
      return check(value, root_.at(Json::json_pointer(rule.get<std::string>().substr(1))), at), true;
    if (keyword == "const") return value == rule;
    if (keyword == "enum") return std::find(rule.begin(), rule.end(), value) != rule.end();
    if (keyword == "pattern")
      return !value.is_string() || std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>()));
    if (keyword == "minimum") return !value.is_number() || value >= rule;
    if (keyword == "maximum") return !value.is_number() || value <= rule;
    if (keyword == "type") return has_type(value, rule);
    if (keyword == "anyOf") return any_of(value, rule);
    if (keyword == "required")
      return std::all_of(rule.begin(), rule.end(), [&](const Json& key) { return value.contains(key); });
    if (keyword == "additionalProperties") return only_known(value, schema["properties"]);
    if (keyword == "properties") return members(value, rule, at), true;
    if (keyword == "items") return elements(value, rule, at), true;
    return false;
  }

  static bool has_type(const Json& value, const Json& rule) {
    if (rule.is_string()) return is_type(value, rule);
    return std::any_of(rule.begin(), rule.end(), [&](const Json& type) { return is_type(value, type); });
  }

  bool any_of(const Json& value, const Json& rule) {
    return std::any_of(rule.begin(), rule.end(), [&](const Json& one) {
      Validator inner(root_);
      inner.check(value, one, "");
      return inner.faults_.empty();
    });
  }

  static bool only_known(const Json& value, const Json& properties) {
    const auto items = value.items();
    return std::all_of(items.begin(), items.end(), [&](const auto& it) { return properties.contains(it.key()); });
  }

  void members(const Json& value, const Json& rule, const std::string& at) {
    for (const auto& [key, inner] : rule.items()) {
      if (value.is_object() && value.contains(key)) check(value[key], inner, at + "/" + key);
    }
  }

  void elements(const Json& value, const Json& rule, const std::string& at) {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i)
      check(value[i], rule, at + "/" + std::to_string(i));
  }

  const Json& root_;
  std::vector<std::string> faults_;
};

std::vector<std::string> faults_of(const Json& plan) {
  const Json schema = plan_schema();
  return Validator(schema).faults(plan);
}

TEST(PlanSchema, FitsEveryPlanWeWrite) {
  Plan refreshing = testing::empty_plan();
  refreshing.changes = {{.address = {"token", "google"}, .action = Action::refresh, .cause = Cause::expiry}};
  refreshing.depends_on[refreshing.changes[0].address.resource()] = {{"node", "t440"}};
  for (const Plan& plan : {testing::empty_plan(), testing::mixed_plan(), testing::applied_plan(),
                           testing::suspended_plan(), testing::hostile_plan(), testing::faulty_plan(), refreshing}) {
    EXPECT_THAT(faults_of(parse_json(json_report(plan)).value()), IsEmpty());
  }
}

struct Spoiled {
  std::string name;
  void (*spoil)(Json&);
};

class PlanSchemaRefuses : public ::testing::TestWithParam<Spoiled> {};
TEST_P(PlanSchemaRefuses, APlanWith) {
  Json plan = parse_json(json_report(testing::mixed_plan())).value();
  GetParam().spoil(plan);
  EXPECT_THAT(faults_of(plan), SizeIs(1));
}

const Spoiled kSpoiled[] = {
    {"a_key_missing", [](Json& plan) { plan.erase("guards"); }},
    {"a_key_more", [](Json& plan) { plan["changes"][0]["surprise"] = 1; }},
    {"a_strange_action", [](Json& plan) { plan["changes"][0]["action"] = "rotate"; }},
    {"a_time_without_zone", [](Json& plan) { plan["created_at"] = "2026-05-13T12:00:00.000"; }},
    {"a_count_below_zero", [](Json& plan) { plan["summary"]["delete"] = -1; }},
    {"another_format", [](Json& plan) { plan["format_version"] = "2.0"; }},
    {"text_for_a_list", [](Json& plan) { plan["scope"]["select"] = "roster.*"; }},
};
INSTANTIATE_TEST_SUITE_P(Report, PlanSchemaRefuses, ::testing::ValuesIn(kSpoiled),
                         [](const auto& it) { return it.param.name; });

}  // namespace
}  // namespace jada
