// A channel with its secrets at hand.
#pragma once

#include <string>
#include <vector>

#include "resources/channel/channel.h"

namespace jada {

struct Outlet {
  const Channel::Spec& spec;
  Secret url{};
  Secret topic{};
  Secret password{};
  std::vector<Secret> keys{};  ///< newest first

  /// `Bearer KEY`; empty without a key.
  Secret bearer() const;
};

/// Reads the secrets and looks whether they can be what they should be. The message of an error says which is not, and
/// why, without it.
Result<Outlet> open_outlet(const Channel::Spec&, Env&);

/// Where the secrets stand, for a person who has to look there: `the variable SLACK_WEBHOOK_URL`.
std::string places_of_secrets(const Channel::Spec&);

}  // namespace jada
