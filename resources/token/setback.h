// How a login or a revocation ended that did not come to its end.
#pragma once

#include "resources/token/diagnosis.h"

namespace jada {

struct Setback {
  Diagnosis diagnosis{};
  enum class Kind {
    failed,    ///< nothing was changed
    declined,  ///< a person or a rule of the provider said no; nothing was changed
    half_done  ///< something was changed; the cause says what
  };
  Kind kind = Kind::failed;
};

}  // namespace jada
