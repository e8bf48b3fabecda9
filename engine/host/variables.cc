#include "engine/host/variables.h"

#include <unistd.h>

#include <algorithm>

namespace jada {
namespace {

bool is_named(std::string_view variable, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [&](std::string_view name) {
    return name.ends_with('*') ? variable.starts_with(name.substr(0, name.size() - 1)) : variable == name;
  });
}

}  // namespace

std::vector<std::string> variables_of_ours(std::span<const std::string_view> names) {
  std::vector<std::string> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    if (is_named(text.substr(0, text.find('=')), names)) kept.emplace_back(text);
  }
  return kept;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace jada
