// The keys that say where a region is: read by the region itself and by whatever lives in it.
#pragma once

#include <string>

#include "engine/config/reader.h"
#include "engine/ports/items.h"

namespace jada {

/// `in` stands on a [region.NAME] block.
RegionSettings read_region(Reader& in);

/// The place in words, without what only says how it is used: two regions with the same are one.
std::string place_of(const RegionSettings&);

/// The table as one name: SQLite takes names that differ in the case of ASCII letters for the same.
std::string one_name(const RegionSettings&, std::string table);

/// Behind a network, not on this machine.
bool is_remote(const RegionSettings&);

}  // namespace jada
