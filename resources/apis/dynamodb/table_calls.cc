#include "resources/apis/dynamodb/table_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/base/json_string.h"
#include "engine/base/json_text.h"
#include "resources/apis/dynamodb/expression.h"
#include "resources/apis/dynamodb/item_values.h"

namespace jada {
namespace {

// An expression ends at 4 KB and at 300 operators; so many conditions, one for each map and each field, keep within
// both.
constexpr std::size_t kMostConditions = 100;

// Behind the last of the fields that one call can take.
std::size_t end_of_part(std::span<const FieldWrite> fields, std::size_t begin) {
  std::size_t end = begin;
  for (std::size_t conditions = 0; end < fields.size(); ++end) {
    conditions += fields[end].path.size();
    if (conditions > kMostConditions && end > begin) break;
  }
  return end;
}

// One field holds what it held when it was read, and the maps it is in are maps still.
void require_unchanged(Expression& expression, const FieldWrite& field, std::set<std::string>& maps) {
  const std::span<const std::string> path(field.path);
  for (std::size_t depth = 1; depth < path.size(); ++depth) {
    const std::string map = expression.path(path.first(depth));
    if (maps.insert(map).second)
      expression.require(fmt::format("attribute_type({},{})", map, expression.value("\"M\"")));
  }
  const std::string place = expression.path(path);
  expression.require(field.before ? place + "=" + expression.value(*field.before)
                                  : "attribute_not_exists(" + place + ")");
}

Result<TableCall> call(std::string operation, std::string opening, const Expression& expression) {
  const auto members = expression.members();
  if (!members) return members.error();
  return TableCall{std::move(operation), std::move(opening) + *members + "}"};
}

}  // namespace

TableCalls::TableCalls(const std::string& table, const std::string& key_attribute, bool tells_consumption)
    : table_(json_quoted(table)),
      key_attribute_(key_attribute),
      quoted_key_(json_quoted(key_attribute)),
      consumption_(tells_consumption ? ",\"ReturnConsumedCapacity\":\"TOTAL\"" : "") {}

std::string TableCalls::opening() const { return "{\"TableName\":" + table_ + consumption_; }

std::string TableCalls::key_of(const std::string& key) const {
  return "{" + quoted_key_ + ":{\"S\":" + json_quoted(key) + "}}";
}

TableCall TableCalls::describe() const { return {"DescribeTable", "{\"TableName\":" + table_ + "}"}; }

TableCall TableCalls::scan(std::size_t segment, std::size_t segments, std::string_view start_key) const {
  std::string body =
      opening() + fmt::format(",\"ConsistentRead\":true,\"Segment\":{},\"TotalSegments\":{}", segment, segments);
  if (!start_key.empty()) body.append(",\"ExclusiveStartKey\":").append(start_key);
  return {"Scan", body + "}"};
}

TableCall TableCalls::read(std::span<const std::string> keys, bool keys_only) const {
  std::string body = "{\"RequestItems\":{" + table_ + ":{\"ConsistentRead\":true,\"Keys\":[";
  for (std::size_t i = 0; i < keys.size(); ++i) body.append(i == 0 ? "" : ",").append(key_of(keys[i]));
  body += "]";
  if (keys_only) body += ",\"ProjectionExpression\":\"#k\",\"ExpressionAttributeNames\":{\"#k\":" + quoted_key_ + "}";
  return {"BatchGetItem", body + "}}" + consumption_ + "}"};
}

Result<TableCall> TableCalls::put_all(std::span<const ItemWrite* const> creates) const {
  std::string body = "{\"RequestItems\":{" + table_ + ":[";
  for (std::size_t i = 0; i < creates.size(); ++i) {
    body.append(i == 0 ? "" : ",").append("{\"PutRequest\":{\"Item\":");
    if (const auto item = append_item(body, creates[i]->body); !item) return item.error();
    body += "}}";
  }
  return TableCall{"BatchWriteItem", body + "]}" + consumption_ + "}"};
}

std::size_t TableCalls::parts(const ItemWrite& write) {
  if (write.kind != ItemWrite::Kind::update) return 1;
  std::size_t count = 1;
  for (std::size_t end = end_of_part(write.fields, 0); end < write.fields.size(); ++count)
    end = end_of_part(write.fields, end);
  return count;
}

Result<TableCall> TableCalls::write(const ItemWrite& write, std::size_t part) const {
  switch (write.kind) {
    case ItemWrite::Kind::create: return create_by_update(write);
    case ItemWrite::Kind::update: return update(write, part);
    case ItemWrite::Kind::remove: return remove(write);
  }
  return Error{Code::internal, "no such write"};
}

Result<TableCall> TableCalls::create_by_put(const ItemWrite& write) const {
  std::string body = opening() + ",\"Item\":";
  if (const auto item = append_item(body, write.body); !item) return item.error();
  Expression expression;
  expression.require("attribute_not_exists(" + expression.name(key_attribute_) + ")");
  return call("PutItem", std::move(body), expression);
}

Result<TableCall> TableCalls::create_by_update(const ItemWrite& write) const {
  const auto attributes = members(write.body);
  if (!attributes) return attributes.error();
  if (attributes->size() > kMostConditions) return create_by_put(write);
  Expression expression;
  expression.require("attribute_not_exists(" + expression.name(key_attribute_) + ")");
  for (const MemberText& attribute : *attributes) {
    if (attribute.name != key_attribute_)
      expression.set(expression.name(attribute.name), expression.value(attribute.value));
  }
  return call("UpdateItem", opening() + ",\"Key\":" + key_of(write.key), expression);
}

Result<TableCall> TableCalls::update(const ItemWrite& write, std::size_t part) const {
  Expression expression;
  expression.require("attribute_exists(" + expression.name(key_attribute_) + ")");
  std::set<std::string> maps;
  std::size_t begin = 0;
  for (; part > 0; --part) begin = end_of_part(write.fields, begin);
  const std::size_t end = end_of_part(write.fields, begin);
  for (std::size_t i = begin; i < end; ++i) {
    const FieldWrite& field = write.fields[i];
    require_unchanged(expression, field, maps);
    expression.set(expression.path(field.path), expression.value(field.after));
  }
  return call("UpdateItem", opening() + ",\"Key\":" + key_of(write.key), expression);
}

Result<TableCall> TableCalls::remove(const ItemWrite& write) const {
  if (end_of_part(write.fields, 0) < write.fields.size())
    return Error{Code::invalid,
                 fmt::format("DynamoDB cannot be asked to delete it only if {} attributes are unchanged; "
                             "delete it by hand",
                             write.fields.size())};
  Expression expression;
  expression.require("attribute_exists(" + expression.name(key_attribute_) + ")");
  std::set<std::string> maps;
  for (const FieldWrite& field : write.fields) require_unchanged(expression, field, maps);
  return call("DeleteItem", opening() + ",\"Key\":" + key_of(write.key), expression);
}

}  // namespace jada
