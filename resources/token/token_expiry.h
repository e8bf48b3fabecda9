// Where token files keep the end of an access token, read and kept up to date.
#pragma once

#include <optional>

#include "engine/base/time.h"
#include "resources/token/token_format.h"
#include "resources/token/token_members.h"

namespace jada {

struct ReadExpiry {
  std::optional<Time> at{};
  bool is_sure = true;
};

ReadExpiry read_expiry(const Members&, TokenFormat, Time modified_at);

/// Every member that tells it is set, one is added when none does.
void put_expiry(MemberEdits&, TokenFormat, Time expires_at, Time received_at);

}  // namespace jada
