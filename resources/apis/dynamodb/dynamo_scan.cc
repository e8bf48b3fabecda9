#include "resources/apis/dynamodb/dynamo_scan.h"

#include <algorithm>
#include <optional>

#include "resources/apis/aws/aws_exchange.h"
#include "resources/apis/dynamodb/table_calls.h"

namespace jada {
namespace {

// A page is read while others are on their way; more would only cost the table capacity at once.
constexpr std::size_t kSegments = 4;

}  // namespace

void DynamoScan::take(const std::vector<PlainItem>& page) {
  std::size_t size = 0;
  for (const PlainItem& item : page) size += item.key.size() + item.json.size();
  std::string& text = texts_.emplace_back();
  text.reserve(size);  // it must not move: views point into it
  for (const PlainItem& item : page) {
    const std::size_t begin = text.size();
    text.append(item.key).append(item.json);
    const std::string_view whole = std::string_view(text).substr(begin);
    items_.push_back({whole.substr(0, item.key.size()), whole.substr(item.key.size())});
  }
}

Result<DynamoScan> DynamoScan::run(DynamoRegion& region, const std::string& table, const std::string& key_attribute) {
  DynamoScan scan;
  std::optional<Error> trouble;
  RateLimit& limit = region.limits(table).read;
  const TableCalls calls(table, key_attribute, limit.is_limited());
  AwsExchange* running = nullptr;
  const auto push = [&](std::size_t segment, std::string_view start) {
    TableCall call = calls.scan(segment, kSegments, start);
    running->push({.operation = call.operation, .body = std::move(call.body), .tag = segment, .limit = &limit});
  };
  AwsExchange exchange(region.service(), region.width(), [&](const AwsCall& call, const AwsReply& reply) {
    if (trouble) return;
    if (const auto* fault = std::get_if<AwsFault>(&reply)) {
      trouble = region.trouble(call.operation, table, *fault);
      return;
    }
    std::vector<PlainItem> page;
    const auto next = scan_page(std::get<std::string_view>(reply), key_attribute,
                                [&](PlainItem item) { page.push_back(std::move(item)); });
    if (!next) {
      trouble = within("region." + region.settings().name, next.error());
      return;
    }
    scan.take(page);
    if (!next->empty()) push(call.tag, *next);
  });
  running = &exchange;
  for (std::size_t segment = 0; segment < kSegments; ++segment) push(segment, {});
  exchange.run();
  if (trouble) return *trouble;
  std::ranges::sort(scan.items_, {}, &Item::key);
  return scan;
}

void DynamoScan::visit(const std::function<void(std::string_view, std::string_view)>& visitor) const {
  for (const Item& item : items_) visitor(item.key, item.json);
}

}  // namespace jada
