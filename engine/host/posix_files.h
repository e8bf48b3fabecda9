// The user's plain files, by way of the operating system.
#pragma once

#include "engine/ports/files.h"

namespace jada {

class PosixFiles final : public Files {
 public:
  /// Pipes and devices are read to their end as files are.
  Result<std::string> read(const std::string& path, std::size_t limit) const override;
  Result<FileDigest> digest(const std::string& path, std::size_t limit, std::uint64_t seed) const override;
  /// A folder that is not there matches nothing; one that may not be listed is denied.
  Result<std::vector<std::string>> matching(const std::string& pattern) const override;
  std::string resolved(const std::string& path) const override;
};

}  // namespace jada
