// What AWS says when it does not do what it was asked, and what may be done about it.
#pragma once

#include <string>

#include "engine/ports/http.h"

namespace jada {

struct AwsFault {
  enum class Kind {
    throttled,     ///< too much at once: later, and slower
    transient,     ///< 5xx, a broken connection, a damaged answer: again; a write may have happened
    keys_refused,  ///< the credentials ended or are not known: with others, once
    clock_apart,   ///< signed for another time than theirs: with their time, once
    refused,       ///< asking again will not help
  };
  Kind kind = Kind::refused;
  int status = 0;                  ///< 0: no answer
  std::string code{};              ///< `ResourceNotFoundException`; empty when there is none
  std::string message{};           ///< theirs, or ours of a transport without an answer
  bool may_have_happened = false;  ///< what was asked for, though there is no answer that says so

  /// `AccessDeniedException: User … is not authorized`; printable.
  std::string text() const;
};

/// Of an answer whose status is not 200 (AWS JSON protocols 1.0 and 1.1; classes as botocore and smithy have them).
AwsFault fault_of(const HttpAnswer&);

/// Of a request without an answer.
AwsFault fault_of(const HttpTrouble&);

}  // namespace jada
