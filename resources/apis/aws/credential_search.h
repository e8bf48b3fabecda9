// One walk through the places where credentials can be, in the order of the SDKs.
#pragma once

#include "resources/apis/aws/aws_credentials.h"
#include "resources/apis/aws/aws_ports.h"

namespace jada {

/// Asks and reads anew each time. Not set up: nothing is found anywhere; it says what each place has not.
Sought search_credentials(const AwsPorts&, const AwsIdentityChoice&);

}  // namespace jada
