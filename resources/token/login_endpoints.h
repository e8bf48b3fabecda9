// Where a login or a revocation goes, beside the token endpoint.
#pragma once

#include "engine/ports/env.h"
#include "resources/token/credentials.h"
#include "resources/token/token.h"

namespace jada {

/// As declared, as the issuer names them, as Google has them or as the client file says; empty: nobody says. Never an
/// address that secrets must not go to. invalid: the issuer or the client file names one, or the issuer answers
/// nothing that fits; unavailable: it does not answer.
Result<ProviderMetadata> login_endpoints(const Token::Spec&, const Credentials&, Env&);

}  // namespace jada
