// What a program is to AWS: its keys, where they came from, and until when they hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "engine/base/result.h"
#include "engine/base/time.h"
#include "resources/apis/aws/aws_keys.h"

namespace jada {

struct AwsCredentials {
  AwsKeys keys{};
  std::optional<Time> expires_at{};  ///< as their maker says it; none: they stay
  std::string origin{};              ///< for people: `the role crew-vm of the instance profile`
  std::string role{};                ///< name of an instance profile's role, else empty
  std::uint64_t generation = 0;      ///< of the keys: others have another one, in this process

  AwsCredentials copy() const { return {keys.copy(), expires_at, origin, role, generation}; }
};

/// As whom to go; all empty: the default chain.
struct AwsIdentityChoice {
  std::string profile{};   ///< of the shared files; wins over the environment
  std::string role_arn{};  ///< assumed on top of whatever is found
  std::string region{};    ///< whose STS is asked

  friend auto operator<=>(const AwsIdentityChoice&, const AwsIdentityChoice&) = default;
};

/// One source of credentials is not in use here: `AWS_ACCESS_KEY_ID is not set`.
struct NotSetUp {
  std::string why;
};

/// What a source of credentials has. The Error of one that is in use ends the search: nobody wants to become somebody
/// else because of a typing mistake.
using Sought = std::variant<AwsCredentials, NotSetUp, Error>;

/// Why these credentials cannot work though they are good: the role that Lightsail gives its instances belongs to an
/// account of AWS. Empty: nothing of the kind is known.
std::string foreign_role_hint(const AwsCredentials&);

/// A key or a token as it can stand in a header: not empty, ASCII without blanks and control characters.
bool fits_header(std::string_view word);

/// As IAM lets roles and sessions be called: at most 64 letters, digits and marks of `_+=,.@-`.
bool is_iam_name(std::string_view name);

}  // namespace jada
