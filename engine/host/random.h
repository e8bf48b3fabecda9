// Bytes nobody can foresee.
#pragma once

#include <cstddef>
#include <string>

namespace jada {

/// From the kernel's generator (getrandom(2)). Any thread. Throws std::system_error on a kernel that has none.
std::string random_bytes(std::size_t count);

}  // namespace jada
