// The only comparator of fields: text, JSON, reports, exit codes and the drift view all read what it returns.
#pragma once

#include <string>
#include <vector>

#include "engine/kind/change.h"

namespace jada {

/// One field apart. `path` is plain: `phone`, `address.city`, `tags[2]`.
struct Edit {
  enum class Op { add, change, remove };
  std::string path;
  Op op = Op::change;
  Json before;  ///< as observed, null when absent
  Json after;   ///< as desired, null when absent
  Cause cause = Cause::edit;
};

std::string_view word(Edit::Op);

/// The fields of `wanted` that `seen` lacks or holds otherwise, ascending by path; foreign fields of `seen` are no
/// edit. Maps are compared by declared member, all else whole; numbers by value. A missing side makes every field an
/// add or a remove. The cause of a field: wanted as last applied → drift; seen as last applied → edit; neither → both;
/// never applied → edit. A cause the change already has stands for all its fields.
std::vector<Edit> edits(const Change&);

/// The cause of a change as a whole: the one it has, that of all its fields, or both.
Cause cause_of(const Change&);

/// The part of `item` (a parsed JSON object) that `wanted` declares, in wanted's shape: what is compared, kept and
/// digested.
Json owned_part(const Json& item, const Json& wanted);

}  // namespace jada
