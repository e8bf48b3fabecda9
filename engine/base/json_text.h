// Lossless edits of JSON text: one member found or set, every other byte kept as somebody wrote it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace jada {

/// Objects and arrays inside one another; deeper text is refused, so that no file can exhaust the stack.
inline constexpr int kJsonDepth = 200;

/// What keeps a text from being one JSON object that says one thing.
enum class JsonFlaw {
  malformed,
  cut_short,  ///< it ends where JSON goes on
  trailing,   ///< more follows a whole object
  no_object,  ///< JSON, but of another type
  twice,      ///< a key twice in one object
  too_deep,
};

struct JsonFault {
  JsonFlaw flaw = JsonFlaw::malformed;
  std::size_t at = 0;  ///< the byte it shows at; trailing: where the object ends
};

/// The first fault of `json`; none when it is one object. A byte order mark before it is allowed, here and below.
std::optional<JsonFault> json_fault(std::string_view json);

/// The text of the member at `path` (names of object members, outermost first), as it stands: a view into `json`. None
/// when it is not there. Code::invalid when `json` is not one JSON object, holds a key twice in one object, or is
/// nested too deep: such a text has no single meaning to edit.
Result<std::optional<std::string_view>> member_text(std::string_view json, std::span<const std::string> path);

/// One member of a JSON object: its plain name, and the texts of name and value as they stand, views into the object.
struct MemberText {
  std::string name;
  std::string_view quoted;
  std::string_view value;
};

/// The outermost members, ascending by name. Code::invalid as above.
Result<std::vector<MemberText>> members(std::string_view json);

/// Of what `members` returned; none: there is no such member.
std::optional<std::string_view> value_of(std::span<const MemberText>, std::string_view name);

/// `json` with the member at `path` set to `value` (JSON text, taken as it is). A member that is not there is added
/// after the last one, laid out like it; missing parents are made. Code::invalid as above; Code::conflict when the path
/// leads through something that is no object.
Result<std::string> with_member(std::string_view json, std::span<const std::string> path, std::string_view value);

/// `json` without the member at `path`, its comma and the blanks before it: undoes with_member. The same text when it
/// is not there. Code::invalid as above.
Result<std::string> without_member(std::string_view json, std::span<const std::string> path);

}  // namespace jada
