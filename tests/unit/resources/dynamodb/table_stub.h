// A table of DynamoDB in a few lines: items in memory, the conditions and updates that we send, pages, refusals.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "resources/apis/dynamodb/dynamo_regions.h"
#include "resources/apis/dynamodb/dynamo_table.h"
#include "tests/unit/resources/aws/service_world.h"

namespace jada::test {

/// The table `crew` of one region, by `crew_id`.
class TableStub {
 public:
  using Reply = FakeHttp::Reply;

  std::map<std::string, Json> items{};  ///< as DynamoDB writes them
  std::size_t page = 1000;              ///< items of a Scan's page
  std::vector<std::string> replicas{};
  Json describe = *parse_json(
      R"({"TableStatus":"ACTIVE","KeySchema":[{"AttributeName":"crew_id","KeyType":"HASH"}],
          "AttributeDefinitions":[{"AttributeName":"crew_id","AttributeType":"S"}]})");
  /// Answers before the table does, if it wants to.
  std::function<std::optional<Reply>(const std::string& operation, const Json& body)> before{};
  std::map<std::string, int> asked{};  ///< by operation

  void put(const std::string& key, const std::string& role = "mate") {
    items[key] = {{"crew_id", {{"S", key}}}, {"role", {{"S", role}}}};
  }
  std::string role(const std::string& key) const {
    const auto found = items.find(key);
    if (found == items.end()) return "absent";
    return found->second.contains("role") ? found->second["role"].value("S", "?") : "none";
  }

  Reply answer(const std::string& operation, const Json& request) {
    ++asked[operation];
    if (before) {
      if (auto reply = before(operation, request)) return std::move(*reply);
    }
    if (operation == "DescribeTable") return described();
    if (operation == "Scan") return scan(request);
    if (operation == "BatchGetItem") return read(request["RequestItems"]["crew"]["Keys"]);
    if (operation == "BatchWriteItem") return put_all(request["RequestItems"]["crew"]);
    if (operation == "UpdateItem" || operation == "PutItem" || operation == "DeleteItem")
      return write(operation, request);
    return fault(400, "UnknownOperationException");
  }

 private:
  static Reply said(const Json& json) { return body(200, json.dump()); }

  Reply described() {
    Json table = describe;
    for (const std::string& region : replicas) table["Replicas"].push_back({{"RegionName", region}});
    return said({{"Table", table}});
  }

  // A segment holds every so-manieth item, from the last to the first: no order at all.
  Reply scan(const Json& request) {
    const std::size_t segment = request["Segment"];
    const std::size_t segments = request["TotalSegments"];
    const std::string start = request.contains("ExclusiveStartKey") ? request["ExclusiveStartKey"]["crew_id"]["S"] : "";
    Json found = Json::array();
    std::size_t place = 0;
    std::string last;
    bool is_cut = false;
    for (auto item = items.rbegin(); item != items.rend() && !is_cut; ++item) {
      if (place++ % segments != segment || (!start.empty() && item->first >= start)) continue;
      is_cut = found.size() == page;
      if (is_cut) break;
      found.push_back(item->second);
      last = item->first;
    }
    Json told{{"Items", found}};
    if (is_cut) told["LastEvaluatedKey"] = {{"crew_id", {{"S", last}}}};
    return said(told);
  }

  Reply read(const Json& keys) {
    Json found = Json::array();
    for (const Json& key : keys) {
      const auto item = items.find(key["crew_id"]["S"].get<std::string>());
      if (item != items.end()) found.insert(found.begin(), item->second);  // in no order that was asked for
    }
    return said({{"Responses", {{"crew", found}}}, {"UnprocessedKeys", Json::object()}});
  }

  Reply put_all(const Json& requests) {
    for (const Json& one : requests) {
      const Json& item = one["PutRequest"]["Item"];
      items[item["crew_id"]["S"].get<std::string>()] = item;
    }
    return said({{"UnprocessedItems", Json::object()}});
  }

  Reply write(const std::string& operation, const Json& request) {
    const std::string key = (request.contains("Key") ? request["Key"] : request["Item"])["crew_id"]["S"];
    if (!holds(key, request)) return fault(400, "ConditionalCheckFailedException");
    if (operation == "DeleteItem") {
      items.erase(key);
    } else if (operation == "PutItem") {
      items[key] = request["Item"];
    } else {
      Json& item = items[key];
      item["crew_id"] = {{"S", key}};
      const std::string sets = request.value("UpdateExpression", "SET ").substr(4);
      for (const std::string& one : parts(sets, ",")) item[name(request, one)] = value(request, one);
    }
    return said(Json::object());
  }

  // Outermost attributes only.
  bool holds(const std::string& key, const Json& request) {
    const auto found = items.find(key);
    for (const std::string& one : parts(request.value("ConditionExpression", ""), " AND ")) {
      const std::string attribute = name(request, one);
      const bool is_there = found != items.end() && found->second.contains(attribute);
      const bool should_be = !one.starts_with("attribute_not_exists");
      if (is_there != should_be) return false;
      if (one.starts_with("#") && found->second[attribute] != value(request, one)) return false;
    }
    return true;
  }

  static std::vector<std::string> parts(const std::string& text, const std::string& between) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find(between, at), text.size());
      all.push_back(text.substr(at, end - at));
      at = end + between.size();
    }
    return all;
  }
  static std::string alias(const std::string& text, char mark) {
    const auto at = text.find(mark);
    return text.substr(at, text.find_first_not_of("0123456789", at + 1) - at);
  }
  static std::string name(const Json& request, const std::string& text) {
    return request["ExpressionAttributeNames"].at(alias(text, '#'));
  }
  static Json value(const Json& request, const std::string& text) {
    return request["ExpressionAttributeValues"].at(alias(text, ':'));
  }
};

/// Two regions with a table each; keys are at hand.
struct TableWorld : ServiceWorld {
  TableWorld() {
    for (auto& [name, stub] : stubs) {
      routes["POST https://dynamodb." + name + ".amazonaws.com/"] = [this, &stub = stub](const Asked& one) {
        return stub.answer(operation_of(one), *parse_json(http.sent.back()));
      };
    }
  }

  static RegionSettings settings(const std::string& name) {
    return {.name = name, .driver = "dynamodb", .dynamo = {.region = name}};
  }
  std::unique_ptr<ItemTable> open(const std::string& region) {
    const TablePlace place{"crew", "crew_id", {settings("us-east-1"), settings("us-west-2")}};
    auto table = regions.open(settings(region), place);
    return table ? std::move(*table) : nullptr;
  }

  std::map<std::string, TableStub> stubs{{"us-east-1", {}}, {"us-west-2", {}}};
  TableStub& east = stubs.at("us-east-1");
  TableStub& west = stubs.at("us-west-2");
  DynamoRegions regions{outside, secrets, "/home/ada", 7};
};

}  // namespace jada::test
