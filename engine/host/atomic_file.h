// A whole file written or nothing: what a reader sees is the old content or the new.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

enum class Existing { replace, refuse };

/// Writes beside the target and renames over it. A symbolic link stays one: what it leads to is replaced. What is no
/// plain file, and anything under /dev and /proc (/dev/stdout, whatever it leads to), is appended to in place. The
/// folder must be there. conflict: it exists and was to be refused; denied, unavailable: the system's reason is in the
/// message.
Result<Done> write_file(const std::string& path, std::string_view content, Existing existing);

/// mkdir -p; nothing to do when it is there.
Result<Done> make_folders(const std::string& folder);

}  // namespace jada
