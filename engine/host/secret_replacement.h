// A file of secrets replaced whole, its owner, mode and attributes kept.
#pragma once

#include <memory>
#include <string>

#include "engine/ports/secrets.h"

namespace jada {

/// As Secrets::prepare.
Result<std::unique_ptr<Replacement>> prepare_replacement(const std::string& path, std::size_t size);

}  // namespace jada
