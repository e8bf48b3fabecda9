#include "engine/host/loopback_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "engine/host/descriptor.h"

namespace jada {
namespace {

constexpr std::size_t kMostOfRequest = 16 * 1024;
constexpr std::string_view kPage =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\nCache-Control: no-store\r\n\r\n"
    "<!doctype html><title>Logged in</title><p>That is all. This window can be closed.</p>\n";
constexpr std::string_view kNothingHere = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

Error system_error(const char* what) { return {Code::unavailable, std::string(what) + ": " + std::strerror(errno)}; }

bool readable(int socket, std::chrono::milliseconds most) {
  pollfd waited{.fd = socket, .events = POLLIN, .revents = 0};
  return poll(&waited, 1, static_cast<int>(most.count())) > 0;
}

// The head of one request; what a browser sends is small and comes at once.
std::string head_of(int socket) {
  std::string head;
  char chunk[2048];
  while (head.find("\r\n\r\n") == std::string::npos && head.size() < kMostOfRequest) {
    if (!readable(socket, std::chrono::seconds{5})) break;
    const ssize_t count = recv(socket, chunk, sizeof chunk, 0);
    if (count <= 0) break;
    head.append(chunk, static_cast<std::size_t>(count));
  }
  explicit_bzero(chunk, sizeof chunk);
  return head;
}

// `GET /callback?code=… HTTP/1.1` → `code=…`; empty for anything else.
std::string query_of(const std::string& head) {
  constexpr std::string_view kBegin = "GET /callback?";
  if (!head.starts_with(kBegin)) return {};
  const auto end = head.find(' ', kBegin.size());
  return end == std::string::npos ? std::string() : head.substr(kBegin.size(), end - kBegin.size());
}

}  // namespace

Result<LoopbackListener> LoopbackListener::open() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return system_error("socket");
  LoopbackListener listener(socket, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  auto* address = reinterpret_cast<sockaddr*>(&place);
  if (bind(socket, address, size) != 0 || listen(socket, 8) != 0 || getsockname(socket, address, &size) != 0)
    return system_error("127.0.0.1");
  listener.port_ = ntohs(place.sin_port);
  return listener;
}

LoopbackListener::LoopbackListener(LoopbackListener&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), port_(other.port_) {}

LoopbackListener::~LoopbackListener() {
  if (socket_ >= 0) close(socket_);
}

std::string LoopbackListener::address() const { return "http://127.0.0.1:" + std::to_string(port_) + "/callback"; }

Result<Secret> LoopbackListener::await(Duration most, bool (*stopped)()) {
  const auto end = std::chrono::steady_clock::now() + most;
  while (std::chrono::steady_clock::now() < end && !stopped()) {
    if (!readable(socket_, std::chrono::milliseconds{250})) continue;
    const Descriptor browser(accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC));
    if (browser.number() < 0) continue;
    std::string head = head_of(browser.number());
    Secret query(query_of(head));
    wipe(head);
    const std::string_view answer = query.empty() ? kNothingHere : kPage;
    // A browser that has gone does not mind.
    (void)send(browser.number(), answer.data(), answer.size(), MSG_NOSIGNAL);
    if (!query.empty()) return query;
  }
  return Error{Code::unavailable,
               stopped() ? "stopped: nothing was changed" : "nobody came back from the browser in time"};
}

}  // namespace jada
