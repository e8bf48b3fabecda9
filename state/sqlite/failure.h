// SQLite's failures in the program's words: the one place where its exceptions stop.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>

#include "engine/base/result.h"

namespace jada::state {

/// What an SQLite result code means for a person who has the state at `path`; `said` is SQLite's own message.
Error failure(const std::string& path, int code, const std::string& said);

/// Runs `call`, which returns a Result; whatever SQLite throws meanwhile becomes an Error naming `path`.
template <class Call>
auto guarded(const std::string& path, Call&& call) -> decltype(call()) {
  try {
    return call();
  } catch (const SQLite::Exception& fault) {
    return failure(path, fault.getErrorCode(), fault.what());
  }
}

}  // namespace jada::state
