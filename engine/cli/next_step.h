// What a person does next about a resource, and what its kind noted of it at the last look.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/json.h"
#include "engine/loop/decide.h"

namespace jada {

/// The kind's note of this look (docs/state.md: `observed`); an empty object when there is none.
Json note_of(const Decision&, const Address& resource);

/// What of a note is for people, by its keys.
inline constexpr std::array kNoted = {"file",    "last_proven_at", "refresh_due_at", "expires_at",
                                      "dies_at", "dies_of",        "diagnosis",      "remedy"};

/// Heading and text of what the note says to people: the file, when it expires, falls due and dies, when it was proven.
std::vector<std::pair<std::string, std::string>> facts_in(const Json& note, Time now);

/// The one thing that mends how it stands, or that there is nothing to do. `asked`: the resource, or an item or replica
/// of it.
std::string next_step(const Plan&, const Standing&, const Address& asked, const Json& note);

}  // namespace jada
