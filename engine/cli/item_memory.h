// One item as the state remembers it, for state show and explain.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json.h"
#include "engine/loop/desired.h"
#include "engine/loop/plan.h"
#include "engine/ports/store.h"

namespace jada {

struct ItemMemory {
  std::string replica;
  ItemRecord record;
  Json applied{};   ///< null: not ours, or its text is not kept
  Json observed{};  ///< likewise
};

/// In the order of `replicas`, without those that know nothing of it; all but one are passed over when `item` names it.
Result<std::vector<ItemMemory>> recall_item(const StateView&, const Address& item,
                                            const std::vector<std::string>& replicas);

Json to_json(const ItemMemory&);

/// The file, the plan or the state know the item.
Result<bool> is_known(const Address& item, const Desired&, const Plan&, const StateView&);

/// As the view roster_items has it.
std::string_view word(ItemStatus);

}  // namespace jada
