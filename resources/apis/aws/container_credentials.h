// The keys that ECS and EKS give to a container for its role.
#pragma once

#include "resources/apis/aws/aws_credentials.h"
#include "resources/apis/aws/aws_ports.h"

namespace jada {

/// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, else AWS_CONTAINER_CREDENTIALS_FULL_URI. denied: that leads to where no
/// token may go, or the service refuses; unavailable: it does not answer.
Sought container_credentials(const AwsPorts&);

}  // namespace jada
