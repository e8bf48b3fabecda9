// A server of this machine in one test: it reads requests whole and leaves what to answer to the test.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace jada::test {

/// One accepted connection.
class Talk {
 public:
  explicit Talk(int socket) : socket_(socket) {}

  /// Head and body; none when the other side closed.
  std::optional<std::string> request() {
    std::size_t end = std::string::npos;
    while ((end = came_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return std::nullopt;
    }
    const std::size_t whole = end + 4 + length_of(came_.substr(0, end));
    while (came_.size() < whole) {
      if (!more()) return std::nullopt;
    }
    const std::string request = came_.substr(0, whole);
    came_.erase(0, whole);
    return request;
  }

  void say(const std::string& text) const { ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }

  /// The connection ends with a reset instead of an orderly end.
  void reset() const {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

  void await_close() {
    while (more()) {
    }
  }

 private:
  static std::size_t length_of(const std::string& head) {
    static const std::string kName = "Content-Length: ";
    const auto at = head.find(kName);
    std::size_t length = 0;
    if (at != std::string::npos) std::from_chars(head.data() + at + kName.size(), head.data() + head.size(), length);
    return length;
  }

  bool more() {
    char bytes[4096];
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count > 0) came_.append(bytes, static_cast<std::size_t>(count));
    return count > 0;
  }

  int socket_;
  std::string came_{};
};

class LoopbackServer {
 public:
  /// Answers one request; false ends the connection. Called in a thread of each connection.
  using Answer = std::function<bool(Talk&, const std::string& request)>;

  explicit LoopbackServer(Answer answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    if (!answer_) return;  // a port that is taken and refuses
    EXPECT_EQ(::listen(listener_, 16), 0);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~LoopbackServer() {
    ::shutdown(listener_, SHUT_RDWR);
    if (acceptor_.joinable()) acceptor_.join();
    {
      const std::scoped_lock guard(mutex_);
      for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& talk : talks_) talk.join();
    ::close(listener_);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  int port() const { return port_; }

  std::size_t connections() const {
    const std::scoped_lock guard(mutex_);
    return talks_.size();
  }

  std::vector<std::string> requests() const {
    const std::scoped_lock guard(mutex_);
    return requests_;
  }

 private:
  void accept_all() {
    while (true) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      const std::scoped_lock guard(mutex_);
      open_.push_back(socket);
      talks_.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket) {
    Talk talk(socket);
    while (const auto request = talk.request()) {
      {
        const std::scoped_lock guard(mutex_);
        requests_.push_back(*request);
      }
      if (!answer_(talk, *request)) break;
    }
    const std::scoped_lock guard(mutex_);
    std::erase(open_, socket);
    ::close(socket);
  }

  const Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  std::thread acceptor_{};
  mutable std::mutex mutex_{};
  std::vector<int> open_{};              // under mutex_
  std::vector<std::thread> talks_{};     // under mutex_
  std::vector<std::string> requests_{};  // under mutex_
};

}  // namespace jada::test
