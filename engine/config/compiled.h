// The compiled form of a document: what the state keeps so that unchanged files need no parse.
#pragma once

#include "engine/config/document.h"

namespace jada {

/// Fills a document from the compiled form of `main` (absolute). False, and nothing filled, when any file, include or
/// variable a source depends on changed, or the form is not there or damaged. Files are digested, not kept: `texts`
/// stays empty until a fault has to be shown.
bool take_compiled(Document&, const std::string& main, const StateView&);

}  // namespace jada
