#include "engine/host/random.h"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

#include "engine/host/descriptor.h"

namespace jada {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t filled = 0; filled < count;) {
    const ssize_t got = uninterrupted([&] { return getrandom(bytes.data() + filled, count - filled, 0); });
    if (got < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace jada
