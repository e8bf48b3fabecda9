#include "engine/host/loopback_listener.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace jada {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kMostOfRequest = 16 * 1024;
constexpr auto kMostOfOnePeer = std::chrono::seconds{2};
constexpr std::string_view kPage =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\nCache-Control: no-store\r\n\r\n"
    "<!doctype html><title>Back to the terminal</title><p>The answer has arrived; the terminal says how the login "
    "ended. This window can be closed.</p>\n";
constexpr std::string_view kNothingHere = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

// How long a wait may go on: to its end, or until a person stops it.
struct Patience {
  Steady::time_point end{};
  bool (*stopped)() = nullptr;

  bool is_left() const { return Steady::now() < end && !stopped(); }
  bool readable(int socket) const {
    while (is_left()) {
      pollfd waited{.fd = socket, .events = POLLIN, .revents = 0};
      if (poll(&waited, 1, 100) > 0) return true;
    }
    return false;
  }
};

// The head of one request; what a browser sends is small and comes at once.
std::string head_of(int socket, const Patience& patience) {
  std::string head;
  head.reserve(kMostOfRequest + 2048);  // it holds a code: growing would leave copies
  char chunk[2048];
  while (head.find("\r\n\r\n") == std::string::npos && head.size() < kMostOfRequest && patience.readable(socket)) {
    const ssize_t count = recv(socket, chunk, sizeof chunk, MSG_DONTWAIT);
    if (count <= 0) break;
    head.append(chunk, static_cast<std::size_t>(count));
  }
  explicit_bzero(chunk, sizeof chunk);
  return head;
}

// `GET /callback?code=… HTTP/1.1` → `code=…`; empty for anything else.
std::string_view query_of(std::string_view head) {
  constexpr std::string_view kBegin = "GET /callback?";
  if (!head.starts_with(kBegin)) return {};
  const auto end = head.find(' ', kBegin.size());
  return end == std::string_view::npos ? std::string_view() : head.substr(kBegin.size(), end - kBegin.size());
}

bool carries(std::string_view query, std::string_view pair) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    if (query.substr(0, end) == pair) return true;
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return false;
}

}  // namespace

Result<LoopbackListener> LoopbackListener::open() {
  auto opened = LoopbackSocket::open("127.0.0.1:0");
  if (!opened) return opened.error();
  return LoopbackListener(std::move(*opened));
}

std::string LoopbackListener::address() const { return "http://" + opened_.address + "/callback"; }

Result<Secret> LoopbackListener::await(std::string_view nonce, Duration most, bool (*stopped)()) {
  const Patience patience{.end = Steady::now() + most, .stopped = stopped};
  const std::string proof = "state=" + std::string(nonce);
  while (patience.readable(opened_.socket.number())) {
    const Descriptor browser(accept4(opened_.socket.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!browser.is_open()) continue;
    const Patience brief{.end = std::min(patience.end, Steady::now() + kMostOfOnePeer), .stopped = stopped};
    std::string head = head_of(browser.number(), brief);
    const std::string_view found = query_of(head);
    Secret query(carries(found, proof) ? std::string(found) : std::string());
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
