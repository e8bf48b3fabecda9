// The checks that all items of one block pass before anything is compared with them.
#pragma once

#include "engine/base/address.h"
#include "engine/config/item_rows.h"
#include "engine/config/reader.h"

namespace jada {

/// The rows that keep to the rules, ascending by key, without the key attribute; the faults of `rows` and those of the
/// others, ascending by place. Of two rows with one key the first stays.
ItemRows checked(const Address& block, ItemRows rows, const ItemRules&);

}  // namespace jada
