// An online copy of the state database.
#pragma once

#include <string>

#include "state/sqlite/connection.h"

namespace jada::state {

/// A plain single file of mode 0600. conflict: `path` exists; denied, unavailable: it could not be made whole, and what
/// was begun is gone.
Result<Done> copy_to_new_file(Connection& source, const std::string& path);

/// Makes an empty file of mode 0600, whatever the umask; Result says whether it is new. denied: it cannot be made.
Result<bool> make_private_file(const std::string& path);

}  // namespace jada::state
