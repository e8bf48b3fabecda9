// The compiled form of a document: what the state keeps so that unchanged files need no parse.
#pragma once

#include "engine/config/document.h"

namespace jada {

/// Fills a document whose main file was read from its compiled form. False, and nothing filled, when any file, include
/// or variable a source depends on changed, or the form is not there or damaged.
bool take_compiled(Document&, const StateView&);

}  // namespace jada
