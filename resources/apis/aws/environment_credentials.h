// What the environment holds of credentials: keys, or where the token of a role lies.
#pragma once

#include <string>

#include "resources/apis/aws/aws_credentials.h"
#include "resources/apis/aws/aws_ports.h"

namespace jada {

/// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. denied: only one half of the keys is there.
Sought environment_credentials(const AwsPorts&);

/// AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and AWS_ROLE_SESSION_NAME. `region`: whose STS is asked; empty: as the
/// environment or the profile in use say. denied: the token has no role.
Sought web_identity_credentials(const AwsPorts&, const std::string& region);

}  // namespace jada
