// Providers quote in their refusals what they were sent, and refusals are told, kept and reported.
#pragma once

#include <string>
#include <string_view>

#include "engine/ports/http.h"
#include "resources/apis/mask.h"

namespace jada {

/// What is secret in a request, so that it can be taken out of what is said of it.
class Quoted {
 public:
  explicit Quoted(const HttpRequest& sent);
  /// `text` with `…` in the place of every secret.
  std::string masked(std::string_view text) const { return mask_.masked(text); }

 private:
  Mask mask_{};
};

}  // namespace jada
