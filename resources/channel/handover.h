// A notice as the fallback is given it.
#pragma once

#include <string>

#include "resources/channel/channel.h"

namespace jada {

/// The same notice for the other channel. `why` it comes from there stands in its last line; empty: no such line.
NoticeRecord handed_over(const NoticeRecord&, const Channel::Spec&, const std::string& why, Time now);

/// Whether it tells that the alert is over.
bool ends_alert(const NoticeRecord&);

}  // namespace jada
