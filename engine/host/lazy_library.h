// A shared library opened when it is first needed: verbs that do not need it do not pay for loading it.
#pragma once

#include "engine/base/result.h"

namespace jada {

/// Stays open as long as the process lives, since libraries leave things behind that run at its end.
class LazyLibrary {
 public:
  /// unavailable: it cannot be loaded; the message names the Debian package to install.
  static Result<LazyLibrary> open(const char* file, const char* package);

  /// Sets the pointer to the function of that name; unavailable: this version has none.
  template <class Function>
  Result<Done> bind(Function*& function, const char* name) const {
    auto found = symbol(name);
    if (!found) return found.error();
    function = reinterpret_cast<Function*>(*found);
    return Done{};
  }

 private:
  LazyLibrary(void* library, const char* file) : library_(library), file_(file) {}
  Result<void*> symbol(const char* name) const;

  void* library_;
  const char* file_;
};

}  // namespace jada
