// A port that only this machine can reach.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/host/descriptor.h"

namespace jada {

/// Takes connections on `address`.
struct LoopbackSocket {
  Descriptor socket;
  std::string address;  ///< with the port it got: `127.0.0.1:9465`, `[::1]:9465`

  /// `127.0.0.1:9465` (any of 127.0.0.0/8), `localhost:9465`, `[::1]:9465`; port 0: any that is free. Code::invalid: no
  /// such address, or one that other machines may reach; conflict: somebody else has the port; denied: it is not for
  /// everybody; unavailable: the system gives none.
  static Result<LoopbackSocket> open(std::string_view address);
};

}  // namespace jada
