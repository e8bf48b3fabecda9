// Where the user's own files are.
#pragma once

#include <string>

namespace jada {

/// HOME, else what the system knows of this user; empty: nobody knows. Once, before threads change the environment.
std::string home_folder();

}  // namespace jada
