// The desired.toml that `init` writes: the repository's own, built in.
#pragma once

#include <string_view>

namespace jada {

std::string_view desired_template();

}  // namespace jada
