// What other programs get to see of our environment, which may hold secrets.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jada {

/// `NAME=value` of each of our variables that is named; a name that ends in `*` stands for all that begin so.
std::vector<std::string> variables_of_ours(std::span<const std::string_view> names);

/// As exec(3) wants them, with the null at the end; valid as long as `texts` is left alone.
std::vector<char*> pointers_to(std::vector<std::string>& texts);

}  // namespace jada
