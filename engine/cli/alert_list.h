// The book of alerts, for people and as JSON.
#pragma once

#include <vector>

#include "engine/base/json.h"
#include "engine/cli/options.h"
#include "engine/ports/alert_book.h"

namespace jada {

/// Keys always present, null when empty.
Json to_json(const AlertRecord&);

/// Open ones first, the newest of each kind before. What was over before it was told is left out. The exit code.
int list_alerts(const Options&, std::vector<AlertRecord> book, Time now);

}  // namespace jada
