// Changes of a roster as conditional writes of single attributes.
#pragma once

#include <string>

#include "engine/kind/change.h"
#include "engine/ports/items.h"

namespace jada {

/// The write that carries `change` out, conditional on what was seen. Attributes beside the owned ones, also inside
/// maps, are not named in it. Code::internal when the change lacks what its action needs.
Result<ItemWrite> write_of(const Change& change, const std::string& key_attribute);

}  // namespace jada
