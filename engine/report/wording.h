// The sentences of the reports: one wording for every form.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "engine/report/findings.h"

namespace jada {

/// At most so many characters, the last one an ellipsis where something was left out; 0: never cut.
std::string cut(std::string text, std::size_t limit);

/// JSON on one line, cut after `limit` characters; 0: never cut.
std::string value_text(const Json&, std::size_t limit = 48);
/// `.role "admin" -> "viewer"`; a side that is not there is `(absent)`.
std::string field_text(const Edit&, std::size_t limit = 48);
/// What would be done, or was found: `.role "admin" -> "viewer"`, `5 attributes`. Names the fields where it speaks of
/// them.
std::string what_text(const Finding&);
/// `create`, `delete` …; `reported` where there is no action.
std::string_view action_text(const Finding&);
/// `roster.crew/ada` and where: the replica when it is one, `2 replicas` when more, empty when none.
std::string address_text(const Finding&);
std::string replicas_text(const Finding&);
/// `roster.crew/ada@us-west-2`, `roster.crew/ada (2 replicas)`: both in one.
std::string place_text(const Finding&);
/// `desired.toml:91:3`, `desired.toml (removed)`
std::string source_text(const Plan&, const Finding&);
/// `drift since 2h ago (first seen 2026-05-13T12:00:00.000Z)`
std::string cause_text(const Plan&, const Finding&);
/// `done`, `failed: …`, `conflict: …`, `not tried`, `held`; empty where there is nothing to add
std::string outcome_text(const Finding&);

/// `14 of 20 (limit 10%): refused; allow with --allow 'delete:roster.crew<=14' -m WHY`
std::string guard_text(const GuardVerdict&);
std::string unknown_text(const Plan&, const Observation&);
std::string suspension_text(const Standing&);

/// The verdict in one line, without a newline: counts, or that there is nothing, or that it is not known.
std::string closing_line(const Plan&);

}  // namespace jada
