// A whole file written or nothing: what a reader sees is the old content or the new.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

enum class Existing { replace, refuse };

/// Writes beside the target and renames over it; a name like /dev/stdout or a pipe is written in place. The folder must be
/// there. conflict: it exists and was to be refused; denied, unavailable: the system's reason is in the message.
Result<Done> write_file(const std::string& path, std::string_view content, Existing existing);

/// mkdir -p; nothing to do when it is there.
Result<Done> make_folders(const std::string& folder);

}  // namespace jada
