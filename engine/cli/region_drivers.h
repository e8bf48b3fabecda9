// Regions by their driver: SQLite files on this machine, DynamoDB in AWS.
#pragma once

#include <atomic>

#include "engine/host/sqlite_regions.h"
#include "resources/apis/aws/credential_chain.h"
#include "resources/apis/dynamodb/dynamo_regions.h"

namespace jada {

/// Thread-safe.
class RegionDrivers final : public Regions {
 public:
  /// All must outlive it and every table opened here.
  /// `keys_http`: for requests that others wait for with their own under way.
  RegionDrivers(const Clock& clock, Http& http, Http& keys_http, Secrets& secrets, Log& log,
                const std::atomic<bool>& stop);

  Seen<std::string> look(const RegionSettings& region) override { return driver(region).look(region); }
  Result<Done> create(const RegionSettings& region) override { return driver(region).create(region); }
  Result<std::unique_ptr<ItemTable>> open(const RegionSettings& region, const TablePlace& place) override {
    return driver(region).open(region, place);
  }

 private:
  Regions& driver(const RegionSettings& region) {
    if (region.driver == "dynamodb") return dynamo_;
    return sqlite_;  // which refuses what it does not know
  }

  SqliteRegions sqlite_;
  AwsCredentialChain chain_;
  DynamoRegions dynamo_;
};

}  // namespace jada
