// Many requests at once over one thread: what goes out next, and what came of it.
#pragma once

#include <cstddef>
#include <optional>
#include <variant>

#include "engine/ports/http.h"

namespace jada {

/// What to do next.
struct HttpTurn {
  std::optional<HttpRequest> request{};  ///< sent now; asked again at once
  std::size_t ticket = 0;                ///< comes back with the answer
  Duration pause{};                      ///< without a request: asked again after this, or when an answer lands
};

/// Called by the thread that is in Http::carry, and by no other meanwhile.
class HttpTraffic {
 public:
  virtual ~HttpTraffic() = default;
  /// Nothing is under way and nothing is to come.
  virtual bool is_done() const = 0;
  virtual HttpTurn next() = 0;
  virtual void landed(std::size_t ticket, std::variant<HttpAnswer, HttpTrouble>) = 0;
  /// It keeps to a limit of its own, so that the shared ones do not count.
  virtual bool has_own_limit() const { return false; }
};

}  // namespace jada
