// What hangs on a file besides its content, owner and mode: access lists, a user's own attributes.
#pragma once

#include <string>

#include "engine/base/result.h"

namespace jada {

/// Makes the attributes of the open file `to` those of `from`. Left to the system are those it gives by its own policy
/// (`security.`, `trusted.`). The mode must be set before: an access list carries it along.
Result<Done> copy_attributes(const std::string& from, int to);

/// The access list a new file inherited from its folder goes: its mode alone says who may read it.
Result<Done> drop_access_list(int file, const std::string& path);

}  // namespace jada
