// Web addresses, as far as trust hangs on them.
#pragma once

#include <string>
#include <string_view>

namespace jada {

/// The host of an address, with a port where it names one: what may be shown of it.
std::string host_of(std::string_view url);

/// `host` of host_of() without its port.
std::string_view without_port(std::string_view host);

/// This machine, and nothing that only begins with its name: 127.0.0.0/8 in four numbers, `[::1]`, `localhost`.
/// `host` without a port.
bool is_loopback(std::string_view host);

/// Where Amazon's clouds tell a machine or a container who it is: link-local addresses, in one spelling each. `host`
/// without a port.
bool is_metadata_service(std::string_view host);

/// https, or http to this machine; plain ASCII without blanks, quotes and credentials: where secrets may go, and what a
/// person's browser may be shown.
bool is_trustworthy(std::string_view url);

}  // namespace jada
