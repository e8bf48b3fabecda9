// Getting a refresh token from a person: in the browser (RFC 6749 §4.1 with PKCE, RFC 8252) or with a code typed
// elsewhere (RFC 8628).
#pragma once

#include <functional>
#include <string>

#include "engine/ports/env.h"
#include "resources/token/setback.h"
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

/// Both end with the new tokens in the declared file; the old file stands beside it as `FILE.prev` until the new token
/// has been refreshed once. None: it worked; else how it ended, which is without any change unless `half_done` says
/// otherwise. What the provider gave is never lost: when it cannot be put into the file it waits in the journal.
std::optional<Setback> login_by_browser(const Token::Spec&, const LoginDesk&, Env&);
std::optional<Setback> login_by_device(const Token::Spec&, const LoginDesk&, Env&);

}  // namespace jada
