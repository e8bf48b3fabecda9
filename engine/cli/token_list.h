// `token list`: every declared token, in a line each.
#pragma once

#include <vector>

#include "engine/cli/options.h"
#include "engine/ports/env.h"
#include "resources/token/token.h"

namespace jada {

/// From the files and what is remembered; nobody is asked. Returns the exit code.
int list_tokens(const Options&, const std::vector<const Token::Spec*>&, Env&);

}  // namespace jada
