// A Table as bytes for the compiled form, places included.
#pragma once

#include "engine/config/bytes.h"
#include "engine/config/value.h"

namespace jada {

void write_spot(ByteWriter&, Spot);
Spot read_spot(ByteReader&);

void write_table(ByteWriter&, const Table&);

/// Whatever the bytes are: a reader that is not intact afterwards read nonsense.
Table read_table(ByteReader&);

}  // namespace jada
