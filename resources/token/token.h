// A token: an access token in a file that scripts read, refreshed before it dies, by one process at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kind/kind.h"
#include "resources/apis/oauth.h"
#include "resources/token/journal.h"
#include "resources/token/memory.h"
#include "resources/token/token_file.h"

namespace jada {

struct Token {
  static constexpr std::string_view name = "token";

  enum class Grant { refresh_token, service_account, self_signed_jwt, client_credentials };

  struct Spec {
    Address address{};
    std::string file{};
    std::string refresh_file{};  ///< split: where the refresh token is
    TokenLayout layout{};
    Grant grant = Grant::refresh_token;

    std::string client_file{};  ///< client id and secret; empty: as below, or as in the token file
    std::string client_id{};
    std::optional<SecretRef> client_secret{};
    std::optional<ClientAuth> auth{};  ///< absent: with a secret by post, without one none
    std::string key_file{};            ///< of a service account, or the PEM of private_key_jwt and self_signed_jwt
    std::string key_id{};
    std::string subject{};   ///< service_account: whom it acts for
    std::string audience{};  ///< self_signed_jwt

    std::string token_url{};  ///< empty: by `issuer`, the client file or the token file
    std::string issuer{};
    std::string authorization_url{};  ///< these three: for login and revoke, when the issuer does not name them
    std::string device_url{};
    std::string revocation_url{};
    std::vector<std::string> scopes{};

    std::optional<Duration> refresh_before{};
    std::optional<Duration> must_refresh_before{};
    std::optional<Duration> idle_limit{};
    Duration warn_before = std::chrono::days{30};
    Duration prove_every = std::chrono::days{7};
    Duration lifetime = std::chrono::hours{1};  ///< of what we sign ourselves
    Duration grace{0};                          ///< how long the provider takes a rotated refresh token a second time
    Rotation rotation = Rotation::unknown;

    /// Made from a key or a client: there is no refresh token.
    bool is_minted() const { return grant != Grant::refresh_token; }
    /// Fingerprint of what, when edited, deserves another try of a parked token.
    std::string print() const;
  };

  /// No secrets: fingerprints, times and what is wrong.
  struct Observed {
    enum class File { good, missing, damaged, unreadable };
    File file = File::missing;
    std::string trouble{};  ///< what is wrong with the file, in words
    std::string flaw{};     ///< damaged: one word
    std::string access_print{};
    std::string refresh_print{};
    std::optional<Time> expires_at{};
    bool holds_access = true;  ///< false: a format without a place for an access token (adc)
    bool lacks_key = false;    ///< self_signed_jwt: the key that signed it is gone
    unsigned mode = 0600;
    Journal::Stage stage = Journal::Stage::kept;
    TokenMemory memory{};
    std::string node{};
  };

  static Spec parse(Reader&);
  static std::vector<std::string> replicas(const Spec&);
  static std::vector<Address> needs(const Spec&);
  static bool remote(const Spec&);
  /// A file that two tokens refresh would lose one of them.
  static std::vector<std::string> claims(const Spec&);
  static Result<Observed> observe(const Spec&, const Look&, Env&);
  static Verdict diff(const Spec&, const std::vector<ReplicaSight<Observed>>&, Time now);
  static std::vector<Outcome> apply(const Spec&, Changes, Env&);
};

std::string_view word(Token::Grant);

/// What is declared of it, else what was learnt.
inline Rotation rotation_of(const Token::Spec& spec, const TokenMemory& memory) {
  return spec.rotation == Rotation::unknown ? memory.rotation : spec.rotation;
}

/// What the provider granted less than `scopes` asks for, with blanks between; empty: nothing, as far as is known.
std::string lacking_scopes(const Token::Spec&, const TokenMemory&);
/// The memory as it stands in the state: with where the token is, and what its grant lacks.
Json note_of(const Token::Spec&, const TokenMemory&, const std::string& node);

}  // namespace jada
