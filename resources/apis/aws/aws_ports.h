// What the sources of credentials reach of the outside.
#pragma once

#include <string>

#include "engine/ports/clock.h"
#include "engine/ports/http.h"
#include "engine/ports/secrets.h"
#include "resources/apis/aws/told_once.h"

namespace jada {

/// References only, all thread-safe.
struct AwsPorts {
  Http& http;
  Secrets& secrets;
  const Clock& clock;
  ToldOnce& told;
  const std::string& home;  ///< folder of the user; empty: unknown

  /// Of the environment; empty: not set, or empty.
  std::string variable(const std::string& name) const {
    const auto value = secrets.variable(name);
    return value ? value->reveal() : std::string();
  }
};

}  // namespace jada
