// Some items of a table, by their keys.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "resources/apis/dynamodb/dynamo_region.h"

namespace jada {

/// Read consistently, in the order of `keys`; nullopt is absent. `pause`: how long to wait before.
Result<std::vector<std::optional<std::string>>> read_items(DynamoRegion&, const std::string& table,
                                                           const std::string& key_attribute,
                                                           std::span<const std::string> keys, Duration pause = {});

}  // namespace jada
