#include "resources/apis/dynamodb/table_answers.h"

#include <fmt/format.h>

#include "engine/base/json.h"
#include "engine/base/json_cursor.h"

namespace jada {
namespace {

Error no_answer(std::string_view operation) {
  return {Code::unavailable, fmt::format("what came is no answer to {}", operation)};
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Json list_of(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_array() ? *found : Json::array();
}

Json member_of(const Json& object, const std::string& name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() ? *found : Json();
}

// `[{…},{…}]`; what is taken is checked by whoever converts it.
Result<Done> take_items(JsonCursor& in, std::string_view key_attribute, const TakeItem& take) {
  auto list = in.open('[');
  while (in.element(list)) {
    auto item = plain_item(in.value(), key_attribute);
    if (!item) return item.error();
    take(std::move(*item));
  }
  return Done{};
}

// `{"crew":…}`: of the one table asked about. False: of none.
bool enter_table(JsonCursor& in, JsonCursor::Inside& tables) { return in.name(tables).has_value(); }

class Answer {
 public:
  Answer(std::string_view body, std::string_view operation) : in_(body), operation_(operation) {}

  /// Calls `visit(name)` for each outermost member, quotes on; what it leaves unread is passed over.
  template <class Visit>
  Result<Done> members(Visit visit) {
    auto inside = in_.open('{');
    while (const auto name = in_.name(inside)) {
      if (Result<Done> taken = visit(*name, in_); !taken) return taken;
    }
    if (!in_.is_sound() || !in_.is_at_end()) return no_answer(operation_);
    return Done{};
  }

 private:
  JsonCursor in_;
  std::string_view operation_;
};

Result<Done> pass_over(JsonCursor& in) {
  in.value();
  return Done{};
}

}  // namespace

Result<TableFacts> table_facts(std::string_view body) {
  const auto json = parse_json(body);
  if (!json || !json->is_object() || !json->contains("Table")) return no_answer("DescribeTable");
  const Json& table = (*json)["Table"];
  TableFacts facts{.status = text_of(table, "TableStatus")};
  for (const Json& key : list_of(table, "KeySchema")) {
    std::string& name = text_of(key, "KeyType") == "HASH" ? facts.hash_key : facts.range_key;
    name = text_of(key, "AttributeName");
  }
  for (const Json& attribute : list_of(table, "AttributeDefinitions")) {
    if (text_of(attribute, "AttributeName") == facts.hash_key) facts.hash_type = text_of(attribute, "AttributeType");
  }
  for (const Json& replica : list_of(table, "Replicas")) facts.replicas.push_back(text_of(replica, "RegionName"));
  return facts;
}

Result<std::string> scan_page(std::string_view body, std::string_view key_attribute, const TakeItem& take) {
  std::string next;
  bool has_items = false;
  const auto read = Answer(body, "Scan").members([&](std::string_view name, JsonCursor& in) -> Result<Done> {
    if (name == "\"LastEvaluatedKey\"") {
      next = in.value();
      if (next == "null") next.clear();
      return Done{};
    }
    if (name != "\"Items\"") return pass_over(in);
    has_items = true;
    return take_items(in, key_attribute, take);
  });
  if (!read) return read.error();
  if (!has_items) return no_answer("Scan");
  return next;
}

Result<std::vector<std::string>> read_items(std::string_view body, std::string_view key_attribute,
                                            const TakeItem& take) {
  std::vector<std::string> left;
  bool has_items = false;
  const auto leave = [&](PlainItem key) { left.push_back(std::move(key.key)); };
  const auto read = Answer(body, "BatchGetItem").members([&](std::string_view name, JsonCursor& in) -> Result<Done> {
    const bool are_items = name == "\"Responses\"";
    if (!are_items && name != "\"UnprocessedKeys\"") return pass_over(in);
    has_items = has_items || are_items;
    auto tables = in.open('{');
    while (enter_table(in, tables)) {
      if (are_items) {
        if (const auto taken = take_items(in, key_attribute, take); !taken) return taken;
        continue;
      }
      auto request = in.open('{');
      while (const auto part = in.name(request)) {
        const auto taken = *part == "\"Keys\"" ? take_items(in, key_attribute, leave) : pass_over(in);
        if (!taken) return taken;
      }
    }
    return Done{};
  });
  if (!read) return read.error();
  if (!has_items) return no_answer("BatchGetItem");
  return left;
}

Result<std::vector<std::string>> unprocessed_puts(std::string_view body, std::string_view key_attribute) {
  const auto json = parse_json(body);
  if (!json || !json->is_object() || !json->contains("UnprocessedItems")) return no_answer("BatchWriteItem");
  std::vector<std::string> keys;
  for (const Json& requests : (*json)["UnprocessedItems"]) {
    for (const Json& request : requests) {
      const Json key = member_of(member_of(member_of(request, "PutRequest"), "Item"), std::string(key_attribute));
      if (!key.is_object()) return no_answer("BatchWriteItem");
      keys.push_back(text_of(key, "S"));
    }
  }
  return keys;
}

}  // namespace jada
