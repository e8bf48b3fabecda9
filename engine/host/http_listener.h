// Pages about this process for programs on the same machine: /metrics, /healthz, over HTTP.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace jada {

struct HttpPage {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body{};
};

/// 404, naming the paths that there are.
HttpPage no_such_page(std::span<const std::string_view> there);

/// Answers GET and HEAD from a thread of its own until it is destroyed; anything else gets 405, nonsense 400. One
/// request a connection. Ends with the pages it is giving out cut off.
class HttpListener {
 public:
  /// The page at a path, which comes decoded and without its query. Called on the listener's thread, by one request at
  /// a time; whatever it throws is answered with 500.
  using Pages = std::function<HttpPage(const std::string& path)>;

  struct Limits {
    unsigned connections = 16;     ///< one more, and the oldest is closed: slow readers keep nobody out
    std::chrono::seconds idle{5};  ///< a connection on which nothing moves for longer is closed
    std::size_t head = 16 * 1024;  ///< bytes of a request; more is refused with 413, 414 or 431
  };

  /// Addresses and errors as of LoopbackSocket::open; unavailable also without libmicrohttpd, which is loaded here, so
  /// that nobody pays for it who does not listen.
  static Result<HttpListener> open(std::string_view address, Pages pages, Limits limits);
  static Result<HttpListener> open(std::string_view address, Pages pages) {
    return open(address, std::move(pages), {});
  }

  HttpListener(HttpListener&&) noexcept;
  HttpListener& operator=(HttpListener&&) noexcept;
  ~HttpListener();

  /// `127.0.0.1:9465`
  const std::string& address() const;

 private:
  class Server;
  explicit HttpListener(std::unique_ptr<Server>);
  std::unique_ptr<Server> server_;
};

}  // namespace jada
