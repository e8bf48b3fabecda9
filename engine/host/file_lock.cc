#include "engine/host/file_lock.h"

#include <fcntl.h>

#include "engine/host/descriptor.h"

namespace jada {

FileLock lock_file(int file) {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (uninterrupted([&] { return fcntl(file, F_OFD_SETLK, &whole); }) == 0) return FileLock::ours;
  return errno == EAGAIN || errno == EACCES ? FileLock::held : FileLock::unsupported;
}

}  // namespace jada
