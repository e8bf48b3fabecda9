// `token diagnose`: what is known of one token, what was tried just now, and what most likely is wrong.
#pragma once

#include "engine/cli/options.h"
#include "engine/ports/env.h"
#include "resources/token/token.h"

namespace jada {

/// Exit code 0: usable and refreshable; 1: not.
int report_token(const Options&, const Token::Spec&, Env&);

}  // namespace jada
