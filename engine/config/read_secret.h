// What a secret key of desired.toml leads to.
#pragma once

#include "engine/config/reader.h"
#include "engine/ports/secrets.h"

namespace jada {

/// The variable or the file, as it stands: whoever asks knows which blanks belong to it. invalid: the variable is not
/// set; else errors of Secrets::read. Any thread.
Result<Secret> read_secret(const SecretRef& place, Secrets& secrets);

}  // namespace jada
