// The person's browser, asked to show an address.
#pragma once

#include <string>

namespace jada {

/// By xdg-open, in a process of its own; nothing happens where there is none. The address is not secret.
void open_browser(const std::string& address);

}  // namespace jada
