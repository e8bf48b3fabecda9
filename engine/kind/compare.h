// The only comparator of fields: text, JSON, reports, exit codes and the drift view all read what it returns.
#pragma once

#include <string>
#include <vector>

#include "engine/kind/change.h"

namespace jada {

std::string_view word(Edit::Op);

/// The fields of `wanted` that `seen` lacks or holds otherwise, ascending by path; foreign fields of `seen` are no
/// edit. Maps are compared by declared member, all else whole; numbers by value. A missing side makes every field an
/// add or a remove. The cause of a field: wanted as last applied → drift; seen as last applied → edit; neither → both;
/// never applied → edit. A cause the change already has stands for all its fields.
std::vector<Edit> edits(const Change&);

/// The edits that the change carries; those of a whole item are worked out anew, since nobody keeps those of a
/// thousand.
std::vector<Edit> fields_of(const Change&);

/// The cause of a change as a whole: the one it has, that of all its fields, or both.
Cause cause_of(const Change&);

/// The part of `item` (a parsed JSON object) that `wanted` declares, in wanted's shape: what is compared, kept and
/// digested. A set (`["$ss",…]`, `["$ns",…]`, `["$bs",…]`) has wanted's order where it has the same elements.
Json owned_part(const Json& item, const Json& wanted);

}  // namespace jada
