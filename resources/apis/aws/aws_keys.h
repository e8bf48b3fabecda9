// What proves to AWS who asks.
#pragma once

#include <string>

#include "engine/base/secret.h"

namespace jada {

struct AwsKeys {
  std::string access_key_id{};
  Secret secret_access_key{};
  Secret session_token{};  ///< empty of long-lived keys

  AwsKeys copy() const { return {access_key_id, secret_access_key.copy(), session_token.copy()}; }
};

}  // namespace jada
