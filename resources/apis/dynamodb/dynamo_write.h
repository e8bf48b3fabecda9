// Conditional writes of single items, and whole items in batches where there is nothing yet.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/ports/items.h"
#include "resources/apis/dynamodb/dynamo_region.h"

namespace jada {

/// One outcome per write, in the same order. `in_batches`: the table was seen to be empty. Batches know no conditions:
/// each key is looked for right before, and what is there all the same is a conflict.
std::vector<WriteOutcome> write_items(DynamoRegion&, const std::string& table, const std::string& key_attribute,
                                      std::span<const ItemWrite> writes, bool in_batches);

}  // namespace jada
