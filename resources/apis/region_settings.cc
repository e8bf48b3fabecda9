#include "resources/apis/region_settings.h"

#include <fmt/format.h>

#include <array>

#include "engine/base/web_address.h"
#include "resources/apis/aws/aws_endpoint.h"

namespace jada {
namespace {

constexpr std::array<std::string_view, 2> kDrivers{"sqlite", "dynamodb"};

struct KeyUse {
  std::string_view key;
  std::string_view driver;
};
constexpr KeyUse kUses[] = {{"path", "sqlite"},      {"region", "dynamodb"},   {"endpoint", "dynamodb"},
                            {"profile", "dynamodb"}, {"role_arn", "dynamodb"}, {"max_in_flight", "dynamodb"},
                            {"capacity", "dynamodb"}};

// What would be read and never used: whoever wrote it believes otherwise.
void refuse_keys_of_others(Reader& in, std::string_view driver) {
  for (const auto& [key, owner] : kUses) {
    if (owner != driver && in.has(key))
      in.fault(key, fmt::format("`{}` means nothing here: it is for driver = \"{}\"", key, owner), "take it out");
  }
}

DynamoSettings read_dynamo(Reader& in, bool counts) {
  DynamoSettings dynamo;
  dynamo.region =
      in.text("region", "dynamodb: the region as AWS names it; absent: the block's name", in.address().name);
  dynamo.endpoint = in.expanded("endpoint", "dynamodb: an address instead of AWS's own", "");
  while (dynamo.endpoint.ends_with('/')) dynamo.endpoint.pop_back();
  dynamo.profile =
      in.text("profile", "dynamodb: whose credentials to use, in AWS's own files; absent: the default chain", "");
  dynamo.role_arn = in.text("role_arn", "dynamodb: a role to assume with the credentials found", "");
  dynamo.max_in_flight = static_cast<std::size_t>(in.integer(
      "max_in_flight", "dynamodb: requests at a time; 0: as max_concurrent and max_per_host allow", 0, 0, 256));
  in.tables("capacity", "dynamodb: what of a table's throughput may be used, by table",
            [&](const std::string& table, Reader& limits) {
              dynamo.capacity[table] = {limits.integer("read", "read units a second; 0: no limit", 0, 0, 1'000'000),
                                        limits.integer("write", "write units a second; 0: no limit", 0, 0, 1'000'000)};
            });
  if (!counts) return {};
  if (!is_aws_region(dynamo.region))
    in.fault("region", fmt::format("`{}` is no region of AWS", dynamo.region), "region = \"us-west-2\"");
  const bool has_more = dynamo.endpoint.find_first_of("?#") != std::string::npos;
  if (!dynamo.role_arn.empty() && !dynamo.role_arn.starts_with("arn:"))
    in.fault("role_arn", "`role_arn` is no ARN", "role_arn = \"arn:aws:iam::123456789012:role/NAME\"");
  if (!dynamo.endpoint.empty() && (has_more || !is_trustworthy(dynamo.endpoint)))
    in.fault("endpoint", "`endpoint` is no https address", "http is for this machine only (127.0.0.1)");
  return dynamo;
}

}  // namespace

RegionSettings read_region(Reader& in) {
  RegionSettings region{.name = in.address().name, .driver = {}};
  region.driver = kDrivers[in.choice("driver", "what the region is made of", {kDrivers[0], kDrivers[1]}, 0)];
  const bool is_dynamo = region.driver == "dynamodb";
  if (is_dynamo) {
    in.accept("path");
  } else {
    constexpr std::string_view kDoc = "the SQLite file that holds the region's tables";
    region.path = in.maybe_path("path", kDoc).value_or("");
    if (!in.has("path"))
      in.fault("path", fmt::format("[region.{}] needs `path`", region.name), fmt::format("add `path = …`: {}", kDoc));
  }
  region.dynamo = read_dynamo(in, is_dynamo);
  refuse_keys_of_others(in, region.driver);
  return region;
}

std::string place_of(const RegionSettings& region) {
  if (!is_remote(region)) return region.path;
  const DynamoSettings& dynamo = region.dynamo;
  std::string place = "DynamoDB in " + dynamo.region;
  if (!dynamo.endpoint.empty()) place += " at " + dynamo.endpoint;
  if (!dynamo.profile.empty()) place += " with the profile " + dynamo.profile;
  if (!dynamo.role_arn.empty()) place += " as " + dynamo.role_arn;
  return place;
}

std::string one_name(const RegionSettings& region, std::string table) {
  if (is_remote(region)) return table;
  for (char& c : table) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return table;
}

bool is_remote(const RegionSettings& region) { return region.driver != "sqlite"; }

}  // namespace jada
