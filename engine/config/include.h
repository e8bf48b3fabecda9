// include = ["conf.d/*.toml"]: the further files of a document.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/config/document.h"

namespace jada {

/// Reads the files that `include` of the main file names, remembers in `includes` what each pattern matched, and
/// returns the files' indices in that order, each once. What is wrong is added to the faults.
std::vector<std::uint32_t> read_includes(Document&, const Table& main);

/// An included file may not include further.
void refuse_include(Document&, const Table& included);

/// Whether the pattern still means and matches what it did.
bool still_matches(const Document&, const Include&);

/// As diagnostics name it: relative to the main file's folder where it is below it.
std::string shown_path(const Document&, const std::string& path);

}  // namespace jada
