// What a refresh needs beside the token itself, gathered from where the file says it is.
#pragma once

#include <string>

#include "engine/ports/env.h"
#include "resources/token/token.h"

namespace jada {

struct Credentials {
  OAuthClient client{};
  std::string token_url{};
  std::string authorization_url{};  ///< of the client file
  Secret key{};                     ///< PEM, of whoever signs
  std::string key_id{};
  std::string issuer_of_key{};  ///< client_email of a service account
  std::string print{};          ///< fingerprint of client or key: a change deserves another try
};

/// `content`: the token file, where it has one. `now`: by the provider's clock. Asks the issuer for its endpoint when
/// only the issuer is declared. Code::invalid: something is not declared, missing or no client or key file; the message
/// names the file. Code::unavailable: the issuer did not answer.
Result<Credentials> gather(const Token::Spec&, const TokenContent* content, Env&, Time now);

/// The print of these Credentials, without asking anybody; empty: they are not complete.
std::string client_print(const Token::Spec&, const TokenContent* content, Env&);

/// What the issuer says of itself (RFC 8414, OpenID Connect Discovery). unavailable: no answer; invalid: none of its
/// documents fits.
Result<ProviderMetadata> discover(const std::string& issuer, Env&);

/// The client with a proof of its own made now, where it proves itself by one: for one request. invalid: no such key.
Result<OAuthClient> proven_client(const Token::Spec&, const Credentials&, Time now);

/// A JWT for `self_signed_jwt`, or the assertion of a service account.
Result<Secret> assertion(const Token::Spec&, const Credentials&, Time now);

}  // namespace jada
