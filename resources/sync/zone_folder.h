// The time zones of a system: a folder of files as zic(8) fills it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "resources/sync/zone_file.h"

namespace jada {

/// Thread-safe.
class ZoneFolder {
 public:
  explicit ZoneFolder(std::string path) : path_(std::move(path)) {}

  /// Code::missing: no zone is called so, as none is whose name would leave the folder; Code::unavailable: the file is
  /// damaged, or there is no such folder.
  Result<ZoneFile> read(std::string_view name) const;

  /// What `read` takes, ascending; looks into every file: about 10 ms. Empty when the folder cannot be read.
  std::vector<std::string> names() const;

 private:
  std::string path_;
};

}  // namespace jada
