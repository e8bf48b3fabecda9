// A port of this machine on which one browser is awaited: the end of a login (RFC 8252 §7.3).
#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/base/secret.h"
#include "engine/base/time.h"

namespace jada {

class LoopbackListener {
 public:
  /// Takes a free port of 127.0.0.1. unavailable: the system gives none.
  static Result<LoopbackListener> open();
  LoopbackListener(LoopbackListener&& other) noexcept;
  LoopbackListener& operator=(LoopbackListener&&) = delete;
  ~LoopbackListener();

  /// `http://127.0.0.1:PORT/callback`: providers that compare paths take any port of what is registered (RFC 8252
  /// §7.3).
  std::string address() const;

  /// The query of the first request to it, answered with a page that says so; others are answered with 404.
  /// unavailable: nobody came in time, or `stopped` became true.
  Result<Secret> await(Duration most, bool (*stopped)());

 private:
  LoopbackListener(int socket, int port) : socket_(socket), port_(port) {}
  int socket_;
  int port_;
};

}  // namespace jada
