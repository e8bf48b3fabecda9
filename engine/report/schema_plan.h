// JSON Schema of the plan JSON: what `schema plan` prints.
#pragma once

#include "engine/base/json.h"

namespace jada {

/// Draft 2020-12; describes what json_report writes, format 1.0, and nothing else.
Json plan_schema();

}  // namespace jada
