// Help texts, made from the tables of verbs and flags.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/cli/commands.h"

namespace jada {

std::string help_of(const Verb&);
/// Of one word of it: `token get`.
std::string help_of(const Verb&, const Part&);
std::string help_of_all();
std::string help_of_exit_codes();

/// `--yes --for` of a row, one by one.
std::vector<std::string_view> flag_names(std::string_view text);

}  // namespace jada
