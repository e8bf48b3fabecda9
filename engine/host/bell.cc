#include "engine/host/bell.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

namespace jada {

Bell::Bell() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_.number() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Bell::ring() const {
  const std::uint64_t one = 1;
  const int before = errno;
  [[maybe_unused]] const auto written = write(event_.number(), &one, sizeof one);  // full: it rings already
  errno = before;
}

void Bell::wait(Duration most) const {
  pollfd rung{.fd = event_.number(), .events = POLLIN, .revents = 0};
  constexpr auto kMost = std::int64_t{std::numeric_limits<int>::max()};
  poll(&rung, 1, static_cast<int>(std::clamp<std::int64_t>(most.count(), 0, kMost)));  // a signal ends it too
  std::uint64_t rings = 0;
  [[maybe_unused]] const auto taken = read(event_.number(), &rings, sizeof rings);  // none: the time was over
}

}  // namespace jada
