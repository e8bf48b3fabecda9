// Items on their way from a file to an ItemSet.
#pragma once

#include <string>
#include <vector>

#include "engine/config/item_texts.h"
#include "engine/config/value.h"

namespace jada {

/// What is wrong with one item, or with the file it stands in.
struct ItemFault {
  Spot at{};
  std::size_t length = 1;
  std::string message{};
  std::string hint{};
  std::vector<Spot> also{};
};

/// Bodies are canonical and may still hold the key attribute; keys may repeat.
struct ItemRows {
  ItemTexts rows{};
  std::vector<ItemFault> faults{};
};

/// Why a thing that stands where an item should be is none: `"x"` is a string, not a table.
ItemFault not_an_item(const Member&);

}  // namespace jada
