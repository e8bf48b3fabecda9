#include "engine/host/lazy_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace jada {

Result<LazyLibrary> LazyLibrary::open(const char* file, const char* package) {
  void* library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
  if (library != nullptr) return LazyLibrary(library, file);
  return Error{Code::unavailable, fmt::format("cannot load {}; install the package {}", dlerror(), package)};
}

Result<void*> LazyLibrary::symbol(const char* name) const {
  void* found = dlsym(library_, name);
  if (found != nullptr) return found;
  return Error{Code::unavailable, fmt::format("{} has no {}: it is too old", file_, name)};
}

}  // namespace jada
