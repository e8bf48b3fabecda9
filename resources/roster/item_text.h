// The text of one item as something that can be compared.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/json.h"

namespace jada {

/// Code::invalid unless the text is a JSON object with one meaning: no key twice, not nested too deep to be walked.
Result<Json> read_item(std::string_view text);

/// Canonical text of the attributes of `item` that `shape` (a JSON object) declares.
std::string owned_text(const Json& item, const std::string& shape);

}  // namespace jada
