// A notice as it waits in the outbox.
#pragma once

#include <string>
#include <string_view>

#include "resources/apis/notice.h"

namespace jada {

std::string to_json(const Notice&);
/// Code::invalid: it is none.
Result<Notice> read_notice(std::string_view json);

/// Of the words of notice.h.
std::optional<Notice::Transition> transition_of(std::string_view word);
std::optional<Notice::Severity> severity_of(std::string_view word);

}  // namespace jada
