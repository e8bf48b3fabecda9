// Regions of AWS: their tables are DynamoDB's.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "engine/ports/items.h"
#include "engine/ports/secrets.h"
#include "resources/apis/dynamodb/dynamo_region.h"

namespace jada {

/// Thread-safe.
class DynamoRegions final : public Regions {
 public:
  /// All must outlive it and every table opened here. `home`: where the user's files are. `seed`: for pauses at random.
  DynamoRegions(const AwsOutside& outside, Secrets& secrets, std::string home, std::uint64_t seed)
      : outside_(outside), secrets_(secrets), home_(std::move(home)), seed_(seed) {}

  /// Finds out who we are there and whether anybody answers; a right to look is not needed for that.
  Seen<std::string> look(const RegionSettings&) override;
  /// AWS made it.
  Result<Done> create(const RegionSettings&) override { return Done{}; }
  Result<std::unique_ptr<ItemTable>> open(const RegionSettings&, const TablePlace&) override;

 private:
  Result<DynamoRegion*> region(const RegionSettings&);
  Result<AwsPlace> place_of(const RegionSettings&);
  std::optional<std::string> is_ill(const AwsPlace&) const;

  const AwsOutside outside_;
  Secrets& secrets_;
  const std::string home_;
  const std::uint64_t seed_;
  std::mutex mutex_{};
  std::map<std::string, std::unique_ptr<DynamoRegion>> regions_{};  // by name and settings, under mutex_
};

}  // namespace jada
