#include "engine/host/folders.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "engine/host/system_error.h"

namespace jada {

Result<Done> make_private_folders(const std::string& path, mode_t mode) {
  struct stat there {};
  if (stat(path.c_str(), &there) == 0) {
    return S_ISDIR(there.st_mode) ? Result<Done>(Done{}) : system_error(path, ENOTDIR);
  }
  if (errno != ENOENT) return system_error(path, errno);
  const std::filesystem::path above = std::filesystem::path(path).parent_path();
  if (!above.empty()) {
    if (auto made = make_private_folders(above, 0700); !made) return made;
  }
  if (mkdir(path.c_str(), 0700) != 0) return errno == EEXIST ? Result<Done>(Done{}) : system_error(path, errno);
  if (chmod(path.c_str(), mode) != 0) return system_error(path, errno);
  return Done{};
}

}  // namespace jada
