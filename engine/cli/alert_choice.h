// Which alerts a person means.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/ports/alert_book.h"

namespace jada {

/// By the beginning of an id that only one has; by the address of a subject or a rule all of it that is not over, which
/// may be none. invalid: there is no such thing in the book, with what is near, or several begin so.
Result<std::vector<AlertRecord>> choose(const std::vector<AlertRecord>& book, const std::string& word);

}  // namespace jada
