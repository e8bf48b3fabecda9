// One look of a rule at all its subjects: who begins, goes on and ends, and who is told of it.
#pragma once

#include "resources/alert/alert.h"

namespace jada {

/// Pure.
Verdict look_round(const Alert::Spec&, const Alert::Observed&, Time now);

}  // namespace jada
