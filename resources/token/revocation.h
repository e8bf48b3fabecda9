// Giving a token back (RFC 7009).
#pragma once

#include "engine/ports/env.h"
#include "resources/token/setback.h"
#include "resources/token/token.h"

namespace jada {

/// Revokes the refresh token (or the access token when there is none) at the provider. The file stays as it is.
/// None: it worked.
std::optional<Setback> revoke(const Token::Spec&, Env&);

}  // namespace jada
