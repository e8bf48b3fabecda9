// Rows of words as aligned columns.
#pragma once

#include <string>
#include <vector>

namespace jada {

/// Columns padded to their widest cell, two blanks between, nothing behind the last; control characters made visible.
/// The first row is the heading. A line longer than `columns` (0: no limit) is cut.
std::string aligned(const std::vector<std::vector<std::string>>& rows, std::size_t columns = 0);

}  // namespace jada
