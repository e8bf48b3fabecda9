// `token login`: the terminal's part of a login.
#pragma once

#include "engine/cli/options.h"
#include "engine/ports/env.h"
#include "resources/token/token.h"

namespace jada {

/// Returns the exit code.
int log_in(const Options&, const Token::Spec&, Env&);

}  // namespace jada
