// The person's browser, asked to show an address.
#pragma once

#include <string>

namespace jada {

/// By xdg-open, in a session of its own that outlives us and is not waited for; nothing happens where there is none.
/// Whoever may see this user's processes sees the address: it carries the `state` of a login, but nothing that is worth
/// anything without the verifier. Of our variables it gets those of a desktop only.
void open_browser(const std::string& address);

}  // namespace jada
