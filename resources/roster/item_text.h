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

/// The key attribute repeats the key.
bool has_key(const Json& item, const std::string& attribute, const std::string& key);

/// The attributes of `body` with the key attribute among them, and without it; canonical texts.
std::string with_key(const std::string& body, const std::string& attribute, const std::string& key);
std::string without_key(const std::string& body, const std::string& attribute);

}  // namespace jada
