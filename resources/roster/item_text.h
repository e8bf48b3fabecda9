// The text of one item as something that can be compared.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/json.h"

namespace jada {

/// Code::invalid unless the text is a JSON object with one meaning: no key twice, not nested too deep to be walked.
Result<Json> read_item(std::string_view text);

/// Canonical text of the attributes that `shape` (the canonical text of a JSON object) declares, of the item with the
/// text `item`. Code::invalid as above; but of the other attributes no more is asked than that they can be told apart.
Result<std::string> owned_text(std::string_view item, std::string_view shape);

/// `kept`, cut to some shape before, has every attribute of `shape`: it says nothing of those it was not cut to.
bool speaks_of(const std::string& kept, const std::string& shape);

/// The key attribute repeats the key.
bool has_key(std::string_view item, const std::string& attribute, const std::string& key);

/// The attributes of `body` with the key attribute among them, and without it; canonical texts.
std::string with_key(const std::string& body, const std::string& attribute, const std::string& key);
std::string without_key(const std::string& body, const std::string& attribute);

}  // namespace jada
