// The tables of a parsed file as the blocks of a document.
#pragma once

#include "engine/config/document.h"

namespace jada {

/// Adds the [kind.name], [controller] and [guard] of one file in the order met; anything else at the top is a fault.
void collect_blocks(Document&, Table root);

/// Sorts the blocks by address. Equal addresses are a fault naming both places; the first one stays.
void order_blocks(Document&);

}  // namespace jada
