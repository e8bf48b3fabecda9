// `token login`: the terminal's part of a login.
#pragma once

#include "engine/cli/options.h"
#include "engine/loop/exit_code.h"
#include "engine/ports/env.h"
#include "resources/token/setback.h"
#include "resources/token/token.h"

namespace jada {

/// The code of what did not come to its end: 1, 7 or 8.
Exit exit_of(const Setback&);

/// Returns the exit code.
int log_in(const Options&, const Token::Spec&, Env&);

}  // namespace jada
