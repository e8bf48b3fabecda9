// Plain files of the user: desired.toml, its includes and its sources. Secrets have a port of their own.
#pragma once

#include <string>
#include <vector>

#include "engine/base/digest.h"
#include "engine/base/result.h"

namespace jada {

struct FileDigest {
  std::uint64_t size = 0;
  Digest digest = 0;
};

/// Thread-safe.
class Files {
 public:
  virtual ~Files() = default;

  /// The whole file. missing: not there; denied: no permission; invalid: a directory, or larger than `limit` bytes;
  /// unavailable: the read failed. Messages name the path and the system's reason.
  virtual Result<std::string> read(const std::string& path, std::size_t limit) const = 0;

  /// Size and digest_of of the whole file, without keeping it where an implementation can; errors as of read.
  virtual Result<FileDigest> digest(const std::string& path, std::size_t limit, std::uint64_t seed) const {
    const auto text = read(path, limit);
    if (!text) return text.error();
    return FileDigest{text->size(), digest_of(*text, seed)};
  }

  /// Where the links of a path lead, as far as it exists; the path itself when that cannot be told.
  virtual std::string resolved(const std::string& path) const { return path; }

  /// Paths matching a glob(7) pattern, sorted by bytes; none is no error.
  virtual Result<std::vector<std::string>> matching(const std::string& pattern) const = 0;
};

}  // namespace jada
