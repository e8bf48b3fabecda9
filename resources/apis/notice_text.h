// The texts of a notice, clean and within the limits of a service.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "resources/apis/notice.h"

namespace jada {

/// How many bytes a service counts for one byte of text, once it is written as the service wants it.
using Cost = std::size_t (*)(char);
std::size_t plain_cost(char);
std::size_t json_cost(char);  ///< `"` and `\` are escaped

/// The clean text, cut at a whole character and marked with `…` when it costs more than `most`, which is at least 3.
std::string fitted(std::string_view text, std::size_t most, Cost);

/// As fitted(), but two different texts stay different: what is cut or mended ends in its SHA-256 fingerprint. `most`
/// is at least 64.
std::string identified(std::string_view text, std::size_t most, Cost);

/// The lines, each clean. When they do not fit together the long ones are cut first, and those for which there is no
/// room at all are counted in a last line. `most` is at least 64.
std::string fitted_lines(std::span<const std::string> lines, std::size_t most, Cost);

/// `critical: the title`, `resolved after 3h 12m: the title`. Costs less than 700.
std::string headline(const Notice&, Cost);

/// The body, and a last line that names subject, rule, node and fingerprint: the body is cut, that line is not.
/// `most` is at least 2000.
std::string message(const Notice&, std::size_t most, Cost);

}  // namespace jada
