// What the verbs of tokens say, to people and as JSON.
#pragma once

#include "engine/base/json.h"
#include "engine/cli/terminal.h"
#include "resources/token/diagnosis.h"
#include "resources/token/token.h"

namespace jada {

/// Two blanks deep; bytes that are no UTF-8 become U+FFFD. 0, or 1 when it could not be written.
int print_json(const Json&);

/// `{"diagnosis", "cause", "remedy"}`, the remedy null where there is none and exact where it is a command.
Json to_json(const Diagnosis&, const Options&);

/// One line on standard error; with --json also `{"error": …}` on standard output. Returns the code.
int report_failure(const Options&, const Token::Spec&, const Diagnosis&, Exit);

}  // namespace jada
