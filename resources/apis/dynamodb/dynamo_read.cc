#include "resources/apis/dynamodb/dynamo_read.h"

#include <algorithm>
#include <unordered_map>

#include "resources/apis/aws/aws_exchange.h"
#include "resources/apis/dynamodb/table_calls.h"

namespace jada {
namespace {

using Items = std::vector<std::optional<std::string>>;

class Reading {
 public:
  Reading(DynamoRegion& region, const std::string& table, const std::string& key_attribute)
      : region_(region),
        table_(table),
        key_attribute_(key_attribute),
        limit_(region.limits(table).read),
        calls_(table, key_attribute, limit_.is_limited()),
        exchange_(region.service(), region.width(),
                  [this](const AwsCall& call, const AwsReply& reply) { take(call, reply); }) {}

  Result<Items> run(std::span<const std::string> keys, Duration pause) {
    items_.resize(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) places_[keys[i]] = i;
    for (std::size_t at = 0; at < keys.size(); at += TableCalls::kMostRead)
      exchange_.push(call_for(keys.subspan(at, std::min(TableCalls::kMostRead, keys.size() - at))), pause);
    exchange_.run();
    if (trouble_) return *trouble_;
    return std::move(items_);
  }

 private:
  AwsCall call_for(std::span<const std::string> keys) {
    TableCall call = calls_.read(keys, false);
    return {
        .operation = std::move(call.operation), .body = std::move(call.body), .limit = &limit_, .heeds_stop = false};
  }

  void take(const AwsCall& call, const AwsReply& reply) {
    if (trouble_) return;
    if (const auto* fault = std::get_if<AwsFault>(&reply)) {
      trouble_ = region_.trouble(call.operation, table_, *fault);
      return;
    }
    const auto left = jada::read_items(std::get<std::string_view>(reply), key_attribute_, [&](PlainItem item) {
      const auto place = places_.find(item.key);
      if (place != places_.end()) items_[place->second] = std::move(item.json);
    });
    if (!left) {
      trouble_ = within("region." + region_.settings().name, left.error());
    } else if (!left->empty()) {
      again(call, *left);
    }
  }

  void again(const AwsCall& call, const std::vector<std::string>& keys) {
    AwsCall rest = call_for(keys);
    rest.since = call.since;
    rest.rounds = call.rounds;
    if (exchange_.push_again(std::move(rest))) return;
    trouble_ = region_.trouble(call.operation, table_,
                               {.kind = AwsFault::Kind::throttled, .message = "keys came back unread for a minute"});
  }

  DynamoRegion& region_;
  const std::string& table_;
  const std::string& key_attribute_;
  RateLimit& limit_;
  TableCalls calls_;
  AwsExchange exchange_;
  std::unordered_map<std::string_view, std::size_t> places_{};
  Items items_{};
  std::optional<Error> trouble_{};
};

}  // namespace

Result<Items> read_items(DynamoRegion& region, const std::string& table, const std::string& key_attribute,
                         std::span<const std::string> keys, Duration pause) {
  return Reading(region, table, key_attribute).run(keys, pause);
}

}  // namespace jada
