#include "resources/apis/dynamodb/dynamo_region.h"

#include <fmt/format.h>

#include "engine/base/text.h"
#include "resources/apis/aws/aws_exchange.h"
#include "resources/apis/dynamodb/table_calls.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr Duration kKnownFor = 60s;

std::string how_to_make(const std::string& table, const std::string& key_attribute, const std::string& region) {
  return fmt::format(
      "make it: aws dynamodb create-table --table-name {0} --region {1} --attribute-definitions "
      "AttributeName={2},AttributeType=S --key-schema AttributeName={2},KeyType=HASH --billing-mode PAY_PER_REQUEST",
      table, region, key_attribute);
}

Code code_of(const AwsFault& fault) {
  const bool is_passing = fault.kind == AwsFault::Kind::transient || fault.kind == AwsFault::Kind::throttled;
  return is_passing ? Code::unavailable : Code::denied;
}

std::string key_words(const TableFacts& facts) {
  std::string words = fmt::format("`{}` ({})", clean(facts.hash_key), clean(facts.hash_type));
  if (!facts.range_key.empty()) words += fmt::format(" and the sort key `{}`", clean(facts.range_key));
  return words;
}

}  // namespace

DynamoRegion::TableLimits& DynamoRegion::limits(const std::string& table) {
  const std::scoped_lock guard(mutex_);
  const auto limited = settings_.dynamo.capacity.find(table);
  const TableCapacity capacity = limited == settings_.dynamo.capacity.end() ? TableCapacity{} : limited->second;
  return limits_.try_emplace(table, capacity).first->second;
}

bool DynamoRegion::was_empty(const std::string& table) {
  const std::scoped_lock guard(mutex_);
  return was_empty_[table];
}

void DynamoRegion::saw(const std::string& table, bool is_empty) {
  const std::scoped_lock guard(mutex_);
  was_empty_[table] = is_empty;
}

Result<TableFacts> DynamoRegion::facts(const std::string& table, const std::string& key_attribute) {
  const Time now = service_.outside().clock.now();
  {
    const std::scoped_lock guard(mutex_);
    const auto known = known_.find(table);
    const bool is_fresh = known != known_.end() && now >= known->second.at && now - known->second.at < kKnownFor;
    if (is_fresh) return checked(table, key_attribute, known->second.facts);
  }
  auto facts = ask(table, key_attribute);
  if (!facts) return facts;
  auto sound = checked(table, key_attribute, std::move(*facts));
  if (!sound) return sound;  // what is being mended is looked at anew
  const std::scoped_lock guard(mutex_);
  known_[table] = {*sound, now};
  return sound;
}

Result<TableFacts> DynamoRegion::ask(const std::string& table, const std::string& key_attribute) {
  Result<TableFacts> facts = Error{Code::internal, "DescribeTable was not answered"};
  AwsExchange exchange(service_, width(), [&](const AwsCall& call, const AwsReply& reply) {
    if (const auto* fault = std::get_if<AwsFault>(&reply)) {
      facts = trouble(call.operation, table, *fault);
      const bool is_absent = fault->code == "ResourceNotFoundException";
      if (is_absent)
        facts = Error{Code::denied,
                      fmt::format("region.{}: there is no table `{}` in {}; {}", settings_.name, table,
                                  service_.place().region, how_to_make(table, key_attribute, service_.place().region))};
      return;
    }
    facts = table_facts(std::get<std::string_view>(reply));
  });
  const TableCall call = TableCalls(table, key_attribute, false).describe();
  exchange.push({.operation = call.operation, .body = call.body});
  exchange.run();
  return facts;
}

Result<TableFacts> DynamoRegion::checked(const std::string& table, const std::string& key_attribute,
                                         TableFacts facts) const {
  const std::string where = fmt::format("region.{}: the table `{}` ", settings_.name, table);
  if (facts.hash_key != key_attribute || facts.hash_type != "S" || !facts.range_key.empty())
    return Error{Code::denied, where + fmt::format("has the key {}; a roster needs `{}` (S) alone: set `key`, or name "
                                                   "another table",
                                                   key_words(facts), key_attribute)};
  if (facts.status != "ACTIVE" && facts.status != "UPDATING")
    return Error{Code::unavailable, where + "is " + clean(facts.status)};
  return facts;
}

Error DynamoRegion::trouble(std::string_view operation, const std::string& table, const AwsFault& fault) const {
  if (fault.kind == AwsFault::Kind::keys_refused && fault.status == 0)  // told in full by the look at the region
    return {Code::denied,
            fmt::format("region.{0}: no credentials; `explain region.{0}` says where was looked", settings_.name)};
  std::string text = fmt::format("region.{}: {} of table `{}`: {}", settings_.name, operation, table, fault.text());
  if (const std::string more = service_.explain(fault); !more.empty()) text += "; " + more;
  return {code_of(fault), std::move(text)};
}

}  // namespace jada
