#include "engine/host/loopback_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <optional>

#include "engine/base/text.h"
#include "engine/host/system_error.h"

namespace jada {
namespace {

// Room for either family; `size` is that of the one it holds.
struct Place {
  union {
    sockaddr any;
    sockaddr_in four;
    sockaddr_in6 six;
  };
  socklen_t size = 0;
  Place() : six{} {}

  std::uint16_t port() const { return ntohs(any.sa_family == AF_INET6 ? six.sin6_port : four.sin_port); }
};

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (trouble != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

// None: it is no address of this machine alone.
std::optional<Place> place_of(std::string_view host, std::uint16_t port) {
  Place place;
  if (host == "[::1]") {
    place.six.sin6_family = AF_INET6;
    place.six.sin6_port = htons(port);
    place.six.sin6_addr = in6addr_loopback;
    place.size = sizeof place.six;
    return place;
  }
  const std::string number(host == "localhost" ? "127.0.0.1" : host);
  place.four.sin_family = AF_INET;
  place.four.sin_port = htons(port);
  place.size = sizeof place.four;
  if (inet_pton(AF_INET, number.c_str(), &place.four.sin_addr) != 1) return std::nullopt;
  if (ntohl(place.four.sin_addr.s_addr) >> 24 != IN_LOOPBACKNET) return std::nullopt;
  return place;
}

Error trouble(const std::string& address) {
  if (errno == EADDRINUSE) return {Code::conflict, address + ": somebody else has this port"};
  return system_error(address, errno);
}

}  // namespace

Result<LoopbackSocket> LoopbackSocket::open(std::string_view address) {
  const auto colon = address.rfind(':');
  const auto port = colon == std::string_view::npos ? std::nullopt : port_of(address.substr(colon + 1));
  auto place = port ? place_of(address.substr(0, colon), *port) : std::nullopt;
  if (!place) {
    return Error{Code::invalid, fmt::format("`{}` is no address of this machine alone: write one such as "
                                            "`127.0.0.1:9465` or `[::1]:9465`",
                                            printable(shortened(address, 64)))};
  }
  const std::string host(address.substr(0, colon));
  Descriptor socket(::socket(place->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int number = socket.number();
  const int yes = 1;  // a port whose last owner has just gone is free
  if (!socket.is_open() || setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      bind(number, &place->any, place->size) != 0 || listen(number, 32) != 0 ||
      getsockname(number, &place->any, &place->size) != 0) {
    return trouble(std::string(address));
  }
  return LoopbackSocket{std::move(socket), fmt::format("{}:{}", host, place->port())};
}

}  // namespace jada
