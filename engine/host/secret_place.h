// Where a secret file is: links followed to their end, also when nothing is there yet.
#pragma once

#include <string>

#include "engine/base/result.h"

namespace jada {

struct SecretPlace {
  std::string folder{};  ///< absolute, free of links
  std::string name{};

  std::string path() const { return folder.ends_with('/') ? folder + name : folder + '/' + name; }
};

/// The folder must be there, the file need not. Errors as of system_error.
Result<SecretPlace> place_of(const std::string& path);

}  // namespace jada
