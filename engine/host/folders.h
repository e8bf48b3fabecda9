// Folders for secrets.
#pragma once

#include <sys/types.h>

#include <string>

#include "engine/base/result.h"

namespace jada {

/// The folder with that very mode, whatever the umask, and what is missing above it with 0700. One that is there is
/// left as it is. invalid: something else is there.
Result<Done> make_private_folders(const std::string& path, mode_t mode);

}  // namespace jada
