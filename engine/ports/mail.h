// One mail over SMTP and what came back. What it means is the caller's.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/secret.h"
#include "engine/base/time.h"

namespace jada {

struct MailRequest {
  /// smtps://host, or smtp://host, where TLS is required before anything is said unless the host is a loopback address.
  std::string server;
  std::string user{};  ///< empty: without authentication
  Secret password{};
  std::string from;  ///< envelope and header: a bare address
  std::vector<std::string> to{};
  std::string message;  ///< RFC 5322, lines ending in CRLF, none longer than 998 bytes
  Duration deadline = std::chrono::seconds{30};
};

/// What the server said last. 250 after the message: it answers for it now.
struct MailAnswer {
  int code = 0;  ///< 4xx: later; 5xx: never (RFC 5321)
};

/// Thread-safe.
class Mail {
 public:
  virtual ~Mail() = default;
  /// unavailable: no answer (the message says which host and why); denied: we refuse to send there.
  virtual Result<MailAnswer> send(const MailRequest& request) = 0;
};

}  // namespace jada
