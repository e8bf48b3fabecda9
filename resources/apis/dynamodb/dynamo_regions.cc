#include "resources/apis/dynamodb/dynamo_regions.h"

#include <fmt/format.h>

#include "engine/base/json.h"
#include "engine/base/text.h"
#include "resources/apis/aws/aws_endpoint.h"
#include "resources/apis/dynamodb/dynamo_table.h"

namespace jada {
namespace {

using namespace std::chrono_literals;

constexpr int kTries = 3;
constexpr Duration kPatience = 4s;
constexpr Duration kConnect = 3s;

// A block that was edited while we run is another place.
std::string identity_of(const RegionSettings& region) {
  const DynamoSettings& dynamo = region.dynamo;
  Json capacity = Json::object();
  for (const auto& [table, limits] : dynamo.capacity) capacity[table] = {limits.read, limits.write};
  return canonical(Json{region.name, dynamo.region, dynamo.endpoint, dynamo.profile, dynamo.role_arn,
                        dynamo.max_in_flight, capacity});
}

}  // namespace

Result<AwsPlace> DynamoRegions::place_of(const RegionSettings& settings) {
  const DynamoSettings& dynamo = settings.dynamo;
  auto endpoint = endpoint_of("dynamodb", dynamo.region, secrets_, home_, dynamo.profile);
  if (!endpoint && dynamo.endpoint.empty()) return endpoint.error();
  AwsPlace place{.service = "dynamodb",
                 .region = dynamo.region,
                 .address = address_of(dynamo.endpoint.empty() ? endpoint->url : dynamo.endpoint),
                 .target_prefix = "DynamoDB_20120810.",
                 .roots = endpoint ? endpoint->roots : "",
                 .identity = {.profile = dynamo.profile, .role_arn = dynamo.role_arn, .region = dynamo.region}};
  return place;
}

Result<DynamoRegion*> DynamoRegions::region(const RegionSettings& settings) {
  const std::scoped_lock guard(mutex_);
  auto& region = regions_[identity_of(settings)];
  if (region) return region.get();
  auto place = place_of(settings);
  if (!place) return within("region." + settings.name, place.error());
  region = std::make_unique<DynamoRegion>(settings, std::move(*place), outside_, seed_ + regions_.size());
  return region.get();
}

Seen<std::string> DynamoRegions::look(const RegionSettings& settings) {
  const auto found = region(settings);
  if (!found) return found.error();
  const AwsPlace& place = (*found)->service().place();
  const auto credentials = outside_.chain.current(place.identity);
  if (!credentials) return credentials.error();
  if (auto ill = is_ill(place); ill) return Error{Code::unavailable, place.address.host + ": " + *ill};
  return fmt::format("DynamoDB at {}, asked with {}", place.address.host, credentials->origin);
}

// Unsigned: the service tells anybody that it is well. One moment's trouble is not what is asked about.
std::optional<std::string> DynamoRegions::is_ill(const AwsPlace& place) const {
  std::string trouble;
  for (int tries = 0; tries < kTries; ++tries) {
    const auto reply = outside_.http.send({.url = place.address.origin + place.address.path,
                                           .deadline = kPatience,
                                           .connect_within = kConnect,
                                           .roots = place.roots});
    if (const auto* none = std::get_if<HttpTrouble>(&reply)) {
      trouble = none->message;
      if (none->why == HttpTrouble::Why::timeout || none->why == HttpTrouble::Why::connect) break;
    } else if (const int status = std::get<HttpAnswer>(reply).status; status >= 500) {
      trouble = fmt::format("it answered {}", status);
    } else {
      return std::nullopt;
    }
  }
  return trouble;
}

Result<std::unique_ptr<ItemTable>> DynamoRegions::open(const RegionSettings& settings, const TablePlace& place) {
  const auto own = region(settings);
  if (!own) return own.error();
  std::vector<DynamoRegion*> group;
  for (const RegionSettings& replica : place.replicas) {
    if (replica.driver != "dynamodb") continue;
    // One that cannot be found is told by its own look; here it is nobody to write to.
    if (const auto other = region(replica)) group.push_back(*other);
  }
  return open_dynamo_table(**own, std::move(group), place);
}

}  // namespace jada
