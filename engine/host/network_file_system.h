// File systems that other machines write to as well: what is locked there is not surely locked.
#pragma once

#include <optional>
#include <string_view>

namespace jada {

/// `NFS`, `SMB`, `FUSE` …; none when the open file lies on this machine.
std::optional<std::string_view> network_file_system(int file);

}  // namespace jada
