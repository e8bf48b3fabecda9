// One request over HTTP and what came back. Policy (retry, backoff, meaning) is the caller's.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/secret.h"
#include "engine/base/time.h"

namespace jada {

struct HttpRequest {
  std::string method = "GET";
  std::string url;                                               ///< https, or http to a loopback address
  std::vector<std::pair<std::string, std::string>> headers{};    ///< without credentials: those are in `authorization`
  Secret authorization{};                                        ///< value of the Authorization header; empty: none
  std::vector<std::pair<std::string, Secret>> secret_headers{};  ///< further headers that hold credentials
  Secret body{};
  Duration deadline = std::chrono::seconds{30};  ///< from the first look-up to the last byte
  Duration connect_within = std::chrono::seconds{10};
  std::size_t most = 1024 * 1024;    ///< a longer body is refused, not cut
  std::string roots{};               ///< PEM file of the authorities to trust; empty: the usual ones
  bool to_metadata_service = false;  ///< http also to where clouds tell their machines who they are
};

struct HttpAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers{};  ///< names in lower case
  Secret body{};
  Time sent_at{};      ///< by our clock, when the request began to go out
  Time received_at{};  ///< by our clock, when its first byte came back

  /// The first header of that (lower-case) name; none when it is not there.
  std::optional<std::string> header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return std::nullopt;
  }
};

/// There is no answer.
struct HttpTrouble {
  enum class Why {
    refused_by_us,  ///< an address or a header we do not send, or there is no library to send it with
    lookup,         ///< the name of the host, or of the proxy, is not known
    connect,        ///< no connection, or the proxy opened none
    tls,            ///< the host did not prove that it is who it should be
    timeout,        ///< the deadline passed
    broken_off,     ///< the connection ended before the answer did
    too_large,
  };
  Why why = Why::connect;
  bool sent = false;      ///< the server may have acted: part of the request may have reached it
  std::string message{};  ///< without address and credentials: `connection refused`
};

class HttpTraffic;

/// Thread-safe. Follows no redirect, verifies TLS, keeps connections open between requests. What it may have sent once
/// it does not send again by itself, but for GET and HEAD.
class Http {
 public:
  virtual ~Http() = default;
  virtual std::variant<HttpAnswer, HttpTrouble> send(const HttpRequest&) = 0;
  /// Many requests, as many at a time as the traffic wants; returns when it is done.
  virtual void carry(HttpTraffic&) = 0;
};

}  // namespace jada
