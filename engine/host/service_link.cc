#include "engine/host/service_link.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>

#include "engine/base/text.h"
#include "engine/base/utf8.h"
#include "engine/host/descriptor.h"
#include "engine/host/system_error.h"

namespace jada {
namespace {

using std::chrono::microseconds;

constexpr std::size_t kMostOfStatus = 512;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Error nonsense(const char* name, std::string_view value) {
  return {Code::invalid, fmt::format("${}: `{}` makes no sense", name, printable(shortened(as_utf8(value), 64)))};
}

// Some kinds of virtual machines have other addresses, which no service inside of one is given.
bool is_address(std::string_view text) {
  return text.size() > 1 && text.size() < sizeof sockaddr_un{}.sun_path && (text[0] == '/' || text[0] == '@');
}

std::optional<std::int64_t> positive(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
  return number;
}

// None: nobody watches us. A parent's watchdog is not ours.
Result<std::optional<microseconds>> watchdog_of_environment() {
  const std::string length = variable("WATCHDOG_USEC"), process = variable("WATCHDOG_PID");
  if (length.empty()) return std::optional<microseconds>();
  const auto count = positive(length);
  if (!count) return nonsense("WATCHDOG_USEC", length);
  const auto watched = process.empty() ? std::optional<std::int64_t>(getpid()) : positive(process);
  if (!watched) return nonsense("WATCHDOG_PID", process);
  return *watched == getpid() ? std::optional(microseconds(*count)) : std::nullopt;
}

microseconds since_start_of_machine() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::seconds(now.tv_sec) + microseconds(now.tv_nsec / 1000);
}

// 0, or errno.
int send_datagram(std::string_view to, std::string_view message) {
  sockaddr_un place{};
  place.sun_family = AF_UNIX;
  std::copy(to.begin(), to.end(), place.sun_path);
  if (to[0] == '@') place.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + to.size());
  const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const timeval patience{.tv_sec = 1, .tv_usec = 0};
  setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const auto sent = uninterrupted([&] {
    return sendto(socket.number(), message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&place),
                  size);
  });
  return sent < 0 ? errno : 0;
}

}  // namespace

Result<ServiceLink> ServiceLink::from_environment() {
  ServiceLink link;
  link.socket_ = variable("NOTIFY_SOCKET");
  if (!link.socket_.empty() && !is_address(link.socket_)) return nonsense("NOTIFY_SOCKET", link.socket_);
  const auto watchdog = watchdog_of_environment();
  if (!watchdog) return watchdog.error();
  if (link.is_heard()) link.watchdog_ = *watchdog;
  return link;
}

Result<Done> ServiceLink::reloading() const {
  return tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", since_start_of_machine().count()));
}

Result<Done> ServiceLink::status(std::string_view text) const {
  return tell("STATUS=" + printable(shortened(as_utf8(text), kMostOfStatus)));
}

Result<Done> ServiceLink::tell(std::string_view message) const {
  if (!is_heard()) return Done{};
  const int trouble = send_datagram(socket_, message);
  if (trouble == 0) return Done{};
  return Error{Code::unavailable, "service manager: " + system_error(socket_, trouble).message};
}

}  // namespace jada
