// `token diagnose`: what is known of one token, what was tried just now, and what most likely is wrong.
#pragma once

#include <functional>
#include <optional>

#include "engine/cli/options.h"
#include "engine/ports/env.h"
#include "resources/token/diagnosis.h"
#include "resources/token/token.h"

namespace jada {

/// The only proof that a refresh token works is to spend it: a token that is fresh, was proven by the refresh that
/// brought it and has not failed since is told without a request; any other is tried once. Exit code 0: usable and
/// refreshable; 1: not.
/// `bar`: as Demand::bar.
int report_token(const Options&, const Token::Spec&, std::function<std::optional<Diagnosis>()> bar, Env&);

}  // namespace jada
