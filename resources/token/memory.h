// What is known of a token's past: no secrets, only fingerprints and times. Kept in the state after every attempt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "engine/base/time.h"
#include "resources/token/diagnosis.h"

namespace jada {

/// Whether a refresh token is replaced when it is used. Learnt from the first answer, then kept.
enum class Rotation { unknown, none, rotating };
std::string_view word(Rotation);

struct TokenMemory {
  std::int64_t generation = 0;  ///< counts the refresh tokens and grants that were put into the file by us
  Rotation rotation = Rotation::unknown;
  std::string access_print{};        ///< fingerprint of the access token last put there or found there
  std::string refresh_print{};       ///< of the refresh token last proven
  std::optional<Time> issued_at{};   ///< the refresh token was first seen: a login, as far as we know
  std::optional<Time> proven_at{};   ///< the last successful refresh
  std::optional<Time> expires_at{};  ///< of the access token
  std::optional<Duration> lifetime{};
  std::optional<Time> refresh_expires_at{};  ///< announced by the provider
  std::optional<std::string> scopes_granted{};
  std::string format{};                  ///< how the file was written when it was last good; empty: not known
  bool previous_kept = false;            ///< `FILE.prev` waits for the first refresh after a login
  std::optional<Time> refresh_due_at{};  ///< when the freshness window begins
  Duration clock_offset{0};              ///< the provider's clock minus ours

  std::optional<Fault> fault{};  ///< of the last attempt; none: it succeeded
  int attempts = 0;              ///< failed in a row, with this fault
  std::optional<Time> failing_since{};
  std::optional<Time> next_try_at{};
  bool must_wait = false;      ///< the provider said until when, or the next try decides whether it failed for good
  std::string cause{};         ///< one sentence: what died and why most likely
  std::string remedy{};        ///< the command or step that mends it
  std::string tried_with{};    ///< fingerprint of file, client and declaration at the failure
  bool parked = false;         ///< it failed for good with these: not sent again
  std::string forced_for{};    ///< fingerprint of the access token for which a refresh was forced
  std::string given_back{};    ///< fingerprint of the access token that was revoked by `token revoke`
  std::vector<Time> deaths{};  ///< when refresh tokens of this address died, the latest last; at most 8
};

/// What tells whether an access token is fresh: left beside the token's lock, so that a script that asks for a fresh
/// one need not wait for the state to be opened.
struct TokenMemo {
  std::string access_print{};
  Duration clock_offset{0};
  std::optional<Duration> lifetime{};
};
std::string to_line(const TokenMemo&);
/// None: it is no such line.
std::optional<TokenMemo> read_memo(const std::string& line);

/// As it is kept; whoever keeps it adds where the token stands.
Json to_json(const TokenMemory&);
/// What cannot be read is as if it had never been kept.
TokenMemory read_memory(const std::optional<std::string>& json);

}  // namespace jada
