// Getting a refresh token from a person: in the browser (RFC 6749 §4.1 with PKCE, RFC 8252) or with a code typed
// elsewhere (RFC 8628). And giving one back (RFC 7009).
#pragma once

#include <functional>
#include <string>

#include "engine/ports/env.h"
#include "resources/token/diagnosis.h"
#include "resources/token/token.h"

namespace jada {

/// What a login needs of the person and of this machine.
struct LoginDesk {
  std::string redirect{};  ///< `http://127.0.0.1:PORT/callback`: where the browser is sent in the end
  std::string verifier{};  ///< PKCE, 43 to 128 characters of [A-Za-z0-9-._~]; never shown
  std::string nonce{};     ///< `state`: comes back with the code
  /// Shows the address and waits for the redirect; what came back: its query, `code=…&state=…`.
  std::function<Result<Secret>(const std::string& address)> browse{};
  /// Shows a code and the address at which to type it.
  std::function<void(const std::string& address, const std::string& code)> show_code{};
  /// Waits that long; false: a person wants to stop.
  std::function<bool(Duration)> wait{};
};

/// Endpoints as declared or as the issuer names them. invalid: no authorization (or device) endpoint is known.
Result<ProviderMetadata> endpoints_of_login(const Token::Spec&, Env&);

/// Both end with the new tokens in the declared file; the old file stands beside it as `FILE.prev` until the new token
/// has been refreshed once. None: it worked; else why not, and nothing was changed.
std::optional<Diagnosis> login_by_browser(const Token::Spec&, const LoginDesk&, Env&);
std::optional<Diagnosis> login_by_device(const Token::Spec&, const LoginDesk&, Env&);

/// Revokes the refresh token (or the access token when there is none) at the provider. The file stays as it is.
std::optional<Diagnosis> revoke(const Token::Spec&, Env&);

}  // namespace jada
