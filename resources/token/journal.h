// The write-ahead journal of a refresh: what was sent and what came back, kept beside the token file so that a process
// that dies in between loses no rotated refresh token.
#pragma once

#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/base/secret.h"
#include "engine/base/time.h"

namespace jada {

struct Journal {
  enum class Stage {
    kept,      ///< nothing is open; `refresh` is the last good refresh token
    intent,    ///< about to send `sent_print`, or sent, or answered: unknown
    received,  ///< `answer` came back and is not in the token file yet
    replayed,  ///< an intent was sent a second time: never a third
  };
  Stage stage = Stage::kept;
  std::string sent_print{};  ///< fingerprint of the refresh token that was sent
  Time sent_at{};            ///< by the provider's clock
  Secret refresh{};          ///< the last good refresh token
  Secret file{};             ///< the token file as it last was with it; empty: not kept
  Secret answer{};           ///< received: the body as it came
};

/// Beside a token file: what a login replaced, until the new one has been used; what was there before it was restored.
inline constexpr const char* kPrevious = ".prev";
inline constexpr const char* kDamaged = ".damaged";

/// Beside the token file: `.FILE.NAME.journal`.
std::string journal_path(const std::string& token_file, const std::string& token_name);

/// One line of JSON.
Secret to_text(const Journal&);
/// Code::invalid when it was not written by to_text: nothing is concluded from it.
Result<Journal> read_journal(const Secret&);

}  // namespace jada
