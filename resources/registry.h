// Every kind this program knows, as kinds.def lists them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/config/reader.h"
#include "engine/kind/kind.h"

namespace jada {

/// In the order of kinds.def; lives as long as the program.
std::span<const Kind> registry();

struct KindDoc {
  std::string_view name;
  std::vector<KeyDoc> keys{};
};

/// The keys of each kind, found by running its parse in describing mode.
std::vector<KindDoc> describe();

}  // namespace jada
