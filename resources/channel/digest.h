// Many notices as one, for services that count messages, and for the people who would have to read them.
#pragma once

#include <span>
#include <string>

#include "resources/channel/sink.h"

namespace jada {

/// One line for each alert as its newest letter has it, the most severe first and what is over last. At least one
/// letter; `channel` and `instance` are who says it.
Letter digest_of(std::span<const Letter>, const std::string& channel, const std::string& instance);

}  // namespace jada
