// Plain files of the user: desired.toml, its includes and its sources. Secrets have a port of their own.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"

namespace jada {

/// Thread-safe.
class Files {
 public:
  virtual ~Files() = default;

  /// The whole file. missing: not there; denied: no permission; invalid: a directory, or larger than `limit` bytes;
  /// unavailable: the read failed. Messages name the path and the system's reason.
  virtual Result<std::string> read(const std::string& path, std::size_t limit) const = 0;

  /// Paths matching a glob(7) pattern, sorted by bytes; none is no error.
  virtual Result<std::vector<std::string>> matching(const std::string& pattern) const = 0;
};

}  // namespace jada
