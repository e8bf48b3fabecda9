// What is kept of the last look at a replica, as the JSON of its record.
#pragma once

#include "resources/roster/roster.h"

namespace jada {

std::string to_json(const Roster::Note&);

/// Empty, so that it vouches for nothing, when there is none or it cannot be read.
Roster::Note read_note(const std::optional<Record>& replica);

/// The note a look at `region` starts from: all that is known before anything is counted.
Roster::Note blank_note(const Roster::Spec&, const RegionSettings& region, std::string version);

/// As `in_step_with` holds it.
std::string text_of(Digest);

}  // namespace jada
