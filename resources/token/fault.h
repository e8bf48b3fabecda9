// What can go wrong with a refresh, as one word each, and what may be done next.
#pragma once

#include <optional>
#include <string_view>

namespace jada {

/// Stable: the words stand in the state and in alerts. The number of the row is in docs/tokens.md.
enum class Fault {
  // The refresh token is dead.
  reused,           // 3: two holders used one rotating token
  testing_expired,  // 4: consent screen in testing, seven days
  idle_expired,     // 5: not used for too long
  consent_expired,  // 6: the announced life of the grant is over
  revoked,          // 7: by the user, a password change, too many tokens, an administrator
  grant_refused,    // 8: the provider gives no reason
  session_control,  // 9: re-authentication is demanded by the organisation
  account_gone,     // 10
  sign_in_policy,   // 31
  // The grant is good as far as anybody knows; something beside it is not.
  clock_skewed,          // 11, 28
  signature_refused,     // 12
  not_delegated,         // 13
  grant_type_refused,    // 14
  client_refused,        // 15
  client_gone,           // 16
  scope_refused,         // 17, 18
  request_refused,       // 24
  answer_unusable,       // 29, 30
  refused_without_word,  // 23: 400 and nothing in it
  // It will pass.
  throttled,      // 25
  provider_down,  // 26
  answer_lost,    // 27: it may have rotated
  unreachable,    // 28
  tls_refused,    // 28
  // Here, not there.
  file_missing,        // 33
  file_damaged,        // 34-38
  file_not_writable,   // 40
  held_elsewhere,      // 41
  not_declared_fully,  // no client, no key, no address
  locked,              // somebody else is refreshing and does not end
};
std::string_view word(Fault);
std::optional<Fault> fault_named(std::string_view word);

/// It stands in our own files, not in the provider's answer: looking again costs nothing.
bool is_local(Fault);

/// What may be done next with the same file, client and declaration.
enum class Next {
  retry,    ///< with backoff
  confirm,  ///< a few more times, far apart; then park
  recover,  ///< the answer may be lost: by the rule of the journal
  park,     ///< never again, until one of them changes
};
Next next_step(Fault);

}  // namespace jada
