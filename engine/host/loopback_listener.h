// A port of this machine on which one browser is awaited: the end of a login (RFC 8252 §7.3).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/base/secret.h"
#include "engine/base/time.h"
#include "engine/host/loopback_socket.h"

namespace jada {

class LoopbackListener {
 public:
  /// Takes a free port of 127.0.0.1. unavailable: the system gives none.
  static Result<LoopbackListener> open();

  /// `http://127.0.0.1:PORT/callback`: providers that compare paths take any port of what is registered (RFC 8252
  /// §7.3).
  std::string address() const;

  /// The query of the first request to it that carries `state=NONCE`; its page sends the person back to the terminal.
  /// Anything else is answered with 404 and holds nobody up for more than two seconds. unavailable: nobody came in
  /// time, or `stopped` became true.
  Result<Secret> await(std::string_view nonce, Duration most, bool (*stopped)());

 private:
  explicit LoopbackListener(LoopbackSocket opened) : opened_(std::move(opened)) {}
  LoopbackSocket opened_;
};

}  // namespace jada
