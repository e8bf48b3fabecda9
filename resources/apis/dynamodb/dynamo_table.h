// The items of a DynamoDB table, as a driver of regions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/ports/items.h"
#include "resources/apis/dynamodb/dynamo_region.h"

namespace jada {

/// `group`: the regions that are to hold the same items, this one among them, as declared; where AWS itself keeps their
/// copies of the table alike, only the first of them that answers is written. All of it must outlive the table.
std::unique_ptr<ItemTable> open_dynamo_table(DynamoRegion& region, std::vector<DynamoRegion*> group,
                                             const TablePlace& place);

}  // namespace jada
